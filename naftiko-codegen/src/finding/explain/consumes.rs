//! R14 to R23: consumed APIs, base URIs, authentication.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::UnsupportedImport,
        explain(
            "Part of the capability stands in another file: `import`, `ref`, `openapi`, or \
             `location` on a consumes entry. Other files are not read.",
            "The operations that are called would be missing.",
            "Copy the consumed part into this file, under `capability.consumes`.",
        ),
    ),
    (
        Code::NamespaceMissing,
        explain(
            "A consumes entry has no `namespace`.",
            "Calls name an operation as `namespace.operation`, so nothing in this entry could be \
             called.",
            "Add one: `namespace: training-api`.",
        ),
    ),
    (
        Code::NamespacePattern,
        explain(
            "A namespace has characters outside the official pattern, such as `_`, `.` or `:`. It \
             is used as written.",
            "Strict tools refuse it. With a dot in it, a `call` is split at the longest namespace \
             that fits.",
            "Prefer lower-case letters, digits and `-`: `migration-hub`.",
        ),
    ),
    (
        Code::DuplicateNamespace,
        explain(
            "A namespace is used twice. Consumes entries of one namespace are searched in \
             document order, and each keeps its own base URI and credentials.",
            "A call reaches the first entry that has the operation, which may be another host \
             than was meant.",
            "Give each entry its own namespace and write it into the `call`s.",
        ),
    ),
    (
        Code::BaseUriMissing,
        explain(
            "A consumes entry has no `baseUri` at all.",
            "There is no address to call, and an absent one is more likely a mistake than a wish.",
            "Add one: `baseUri: https://api.example.org/v1`. To set it only at run time, write \
             `baseUri: ''`.",
        ),
    ),
    (
        Code::BaseUriScheme,
        explain(
            "The base URI has a scheme other than `http` or `https`.",
            "The compiled program speaks HTTP and nothing else, so no call could succeed.",
            "Use the HTTP address of the API, or remove the entry.",
        ),
    ),
    (
        Code::BaseUriTemplate,
        explain(
            "The base URI contains a declared variable, such as `{{env.HOST}}`. Its value is put \
             in once, at start.",
            "The program refuses to start without the variable.",
            "Nothing has to be done; set the variable where the program runs.",
        ),
    ),
    (
        Code::BaseUriVariable,
        explain(
            "The base URI has a placeholder that no bind declares, such as \
             `https://{region}.api.org`. It becomes the required variable `<NAMESPACE>_<NAME>`, \
             for instance `DETECTIVE_REGION`.",
            "Nobody can call the API until that variable is set, and the name was made up here.",
            "Declare a variable and use it, `https://{{API_REGION}}.api.org`, or write the host \
             out.",
        ),
    ),
    (
        Code::BaseUriUnusable,
        explain(
            "The base URI is empty, relative, or has no scheme: `''`, `/api/v1`, `your.host/x`. \
             The file compiles, but `<NAMESPACE>_BASE_URI` must be set where the program runs; \
             `//host/x` gets `https:`.",
            "Without that variable the program refuses to start, because it would not know whom \
             to call.",
            "Write the full address: `baseUri: https://api.example.org/v1`.",
        ),
    ),
    (
        Code::BaseUriInvalid,
        explain(
            "The base URI has something in it that cannot be called: a port beyond 65535, no host, a \
             user, a query, blanks.",
            "The program does not start with it, unless `<NAMESPACE>_BASE_URI` is set where it runs.",
            "Write the address without it: `https://api.example.org:8443/v1`. Credentials are \
             `authentication`, and query parameters `inputParameters`.",
        ),
    ),
    (
        Code::BaseUriPlaceholder,
        explain(
            "The host reads like an example: `example.com`, `your-instance`, `YOUR_SUBDOMAIN`. It \
             is compiled as written.",
            "Every call goes to a host that does not exist or, worse, belongs to somebody else.",
            "Write the real host, or set `<NAMESPACE>_BASE_URI` where the program runs.",
        ),
    ),
    (
        Code::AuthAlias,
        explain(
            "The credential is written in another form than the specification has, such as `in` \
             for `placement` or `value` for the token of `bearer`. It is understood.",
            "Harmless here; strict tools refuse it.",
            "The official form is `authentication: {type: apikey, key: X-Api-Key, value: \
             '{{API_KEY}}', placement: header}`.",
        ),
    ),
    (
        Code::AuthPlacement,
        explain(
            "The credential is to be sent in the request body. It becomes one more field of an \
             object or form body, and a query parameter where the operation has no such body.",
            "A secret in a query ends up in the access logs of every server on the way.",
            "Use `placement: header` if the API accepts it.",
        ),
    ),
    (
        Code::AuthIncomplete,
        explain(
            "An authentication entry lacks what it needs, for instance an API key without a value \
             or a basic login without a user name.",
            "Calling without the credential would fail at best, and work by accident at worst.",
            "Add the missing part: `authentication: {type: bearer, token: '{{API_TOKEN}}'}`.",
        ),
    ),
    (
        Code::AuthUnread,
        explain(
            "`authentication` has a key that its `type` does not read, as `placement` of a bearer \
             token, or a token that begins with the word `Bearer`.",
            "The credential is sent, or asked for, as the type has it: elsewhere than the key says, \
             or with the word twice.",
            "Remove the key, or write the `type` that it belongs to.",
        ),
    ),
    (
        Code::AuthUnsupported,
        explain(
            "The API wants a credential that has to be computed for each request or obtained \
             first: `oauth1`, `hmac`, `aws-sig-v4`, `certificate`, or `oauth2` without \
             `clientId` and `clientSecret`. Or an adapter wants of its callers what cannot be \
             checked: a key in a path or body, or tokens by introspection.",
            "The compiler does not implement it, and calling without a credential is not an \
             acceptable substitute.",
            "Use a token that is issued in advance, `{type: bearer, token: '{{API_TOKEN}}'}`, or \
             put a signing proxy before the API and consume that.",
        ),
    ),
    (
        Code::AuthSigv4Static,
        explain(
            "The host belongs to AWS, whose APIs want a signature computed for each request, but \
             the credential is a fixed value. It is compiled as written.",
            "AWS will refuse every call.",
            "Put a signing proxy before the API and set `<NAMESPACE>_BASE_URI` to it.",
        ),
    ),
];
