"""`config.yaml` → Config, or every mistake in it at once as `file:line:column`.

`schema` is the shape; `yaml_syntax`, `shorthands`, `paths`, `checks` and `wording` lead
from the file to it; `folding`, `slugs` and `patterns` say what names and rules mean.
"""

from feedgen_news.built import Places
from feedgen_news.config.clauses import Clause, Match
from feedgen_news.config.json_schema import Choices, json_schema
from feedgen_news.config.loading import effective, load, load_model
from feedgen_news.config.report_places import places, places_in_broken
from feedgen_news.config.schema import Config, Reports, SectionSettings, SiteSettings, TagSettings
from feedgen_news.config.sources import Source
from feedgen_news.config.topics import AutoTopics, Defaults, TopicSettings
from feedgen_news.config.yaml_syntax import to_yaml

__all__ = [
    "AutoTopics",
    "Choices",
    "Clause",
    "Config",
    "Defaults",
    "Match",
    "Places",
    "Reports",
    "SectionSettings",
    "SiteSettings",
    "Source",
    "TagSettings",
    "TopicSettings",
    "effective",
    "json_schema",
    "load",
    "load_model",
    "places",
    "places_in_broken",
    "to_yaml",
]
