"""The command `feedgen-news`, and `python -m feedgen_news`."""

from feedgen_news.cli import main

if __name__ == "__main__":
    main()
