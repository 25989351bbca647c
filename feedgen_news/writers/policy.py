"""What our pages allow a browser to do (Content Security Policy)."""

# Nothing active on any page; where people copy an address, one script file of ours.
POLICY = (
    "default-src 'none'; img-src 'self' https: http: data:; style-src 'self'; font-src 'self';"
    " base-uri 'none'; form-action 'none'"
)
SCRIPTS = "script-src 'self'"
