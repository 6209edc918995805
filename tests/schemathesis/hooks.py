"""What schemathesis has to know of the service beyond its description."""

import schemathesis

# These change what the method does, or whether the answer has a body. tests/http tests them.
LEFT_OUT = ("X-HTTP-Method-Override", "X-no-response-body")


@schemathesis.hook
def map_headers(context, headers):
    if headers:
        for name in LEFT_OUT:
            headers.pop(name, None)
    return headers
