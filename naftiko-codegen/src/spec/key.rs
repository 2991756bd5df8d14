//! The keys of the language and how each version spells them.

macro_rules! keys {
    ($($(#[doc = $doc:literal])+ $(#[cfg($cfg:meta)])? $key:ident = $naftiko:literal $(| $ikanos:literal)?;)*) => {
        /// A key of the language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Key {
            $($(#[doc = $doc])+ $(#[cfg($cfg)])? $key,)*
        }

        impl Key {
            /// The spellings, a column a language.
            pub(super) const fn spellings(self) -> Spellings {
                match self {
                    $($(#[cfg($cfg)])? Self::$key => Spellings {
                        naftiko: $naftiko,
                        ikanos: keys!(@last $naftiko $($ikanos)?),
                    },)*
                }
            }

            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$($(#[cfg($cfg)])? Self::$key,)*];
        }
    };
    (@last $only:literal) => { $only };
    (@last $first:literal $last:literal) => { $last };
}

/// Spellings of one key.
#[derive(Clone, Copy)]
pub(super) struct Spellings {
    /// In every version with the root key `naftiko`: nothing was renamed between them.
    pub(super) naftiko: &'static str,
    /// In every version with the root key `ikanos`.
    pub(super) ikanos: &'static str,
}

impl Key {
    /// Returns `true` if some version writes the key as `text`.
    pub(crate) fn is_ever(self, text: &str) -> bool {
        let Spellings { naftiko, ikanos } = self.spellings();
        [naftiko, ikanos].contains(&text)
    }
}

// One spelling holds in every language; where there are two, they stand in the order of the columns.
keys! {
    /// Key of a capability document, with its version.
    Root = "naftiko" | "ikanos";
    /// Version of the language under the root key, or of the document in `info`.
    Version = "version";
    /// Metadata for people; the state of the process on a control adapter.
    Info = "info";
    /// Body of the document.
    Capability = "capability";
    /// Sources of variables.
    Binds = "binds";
    /// APIs that are called.
    Consumes = "consumes";
    /// Surfaces that are served.
    Exposes = "exposes";
    /// Functions that several surfaces share.
    Aggregates = "aggregates";
    /// Name of what is taken from another file.
    Import = "import";
    /// Name of an imported entry in this document.
    Alias = "as";
    /// List of what is taken from other files.
    Imports = "imports";
    /// File that something is imported from.
    ImportSource = "location" | "from";
    /// OpenAPI document that describes a consumed API.
    OpenApi = "openapi";
    /// Reference to a shared function, or to an imported entry.
    Ref = "ref";

    /// Name of an item.
    Name = "name";
    /// Identifier of an operation.
    Id = "id";
    /// Name of a thing for people.
    Label = "label" | "display";
    /// Title, which generators write for a label.
    Title = "title";
    /// Purpose of a thing, in prose.
    Description = "description";
    /// Name by which other parts refer to an entry.
    Namespace = "namespace";
    /// Kind of an entry, or type of a value.
    Type = "type";
    /// Readers that the document is meant for.
    Personas = "personas";
    /// Maintainer of the document.
    Contact = "contact";
    /// Words that the document is found by.
    Tags = "tags";
    /// Date of creation.
    Created = "created";
    /// Date of the last change.
    Modified = "modified";
    /// People with an interest in the document.
    Stakeholders = "stakeholders";

    /// Sources of variables, as versions before 1.0.0 wrote them.
    ExternalRefs = "externalRefs";
    /// Way in which a source of variables is found: `file` or `runtime`.
    SourceKind = "resolution";
    /// File or folder, or source of variables.
    Location = "location";
    /// Variables of a bind with the names at their source.
    Variables = "keys";
    /// URI below which the paths of an API are.
    BaseUri = "baseUri";
    /// Inputs of a thing and of all below it.
    InputParameters = "inputParameters";
    /// Outputs of an operation or unit.
    OutputParameters = "outputParameters";
    /// Resources of an API or a surface.
    Resources = "resources";
    /// Operations of a resource.
    Operations = "operations";
    /// Path of a resource or an operation.
    Path = "path";
    /// Paths as OpenAPI writes them.
    Paths = "paths";
    /// Request method.
    Method = "method";
    /// Request body of an operation.
    Body = "body";
    /// Content of a body, or bytes of a content block.
    Data = "data";
    /// Format of an answer.
    OutputRawFormat = "outputRawFormat";
    /// Schema of an answer.
    OutputSchema = "outputSchema";

    /// Credential of an API, or what callers of a surface show.
    Authentication = "authentication";
    /// Alias of `authentication`.
    Auth = "auth";
    /// Name of an API key.
    Credential = "key";
    /// Constant, credential, or path of a value.
    Value = "value";
    /// Place of an API key in a request.
    Placement = "placement";
    /// Place of a parameter in a request.
    In = "in";
    /// Header of an API key.
    Header = "header";
    /// Several header credentials.
    Headers = "headers";
    /// Several credentials in headers or the query.
    Parameters = "parameters";
    /// Bearer token.
    Token = "token";
    /// Name of the account.
    Username = "username";
    /// Password of the account.
    Password = "password";
    /// Endpoint that issues tokens.
    TokenEndpoint = "tokenEndpoint";
    /// Issuer of tokens.
    AuthorizationServerUri = "authorizationServerUri";
    /// URI that tokens are for.
    Resource = "resource";
    /// Audience of tokens.
    Audience = "audience";
    /// Way in which tokens are checked.
    TokenValidation = "tokenValidation";
    /// Name of this client at the authorization server.
    ClientId = "clientId";
    /// Secret of this client at the authorization server.
    ClientSecret = "clientSecret";
    /// Scopes of tokens.
    Scopes = "scopes";
    /// Grant of OAuth 2.
    Flow = "flow";

    /// Address that a surface listens on.
    Address = "address";
    /// Port that a surface listens on.
    Port = "port";
    /// Transport of an MCP surface.
    Transport = "transport";
    /// Tools of an MCP surface.
    Tools = "tools";
    /// Time for which clients may keep lists, in milliseconds.
    TtlMs = "ttlMs";
    /// Whose caches may keep lists: `public` or `private`.
    CacheScope = "cacheScope";
    /// Prompts of an MCP surface.
    Prompts = "prompts";
    /// Upstream of requests that no operation answers.
    Forward = "forward";
    /// Namespace that requests are forwarded to.
    TargetNamespace = "targetNamespace";
    /// Headers of callers that are forwarded.
    TrustedHeaders = "trustedHeaders";
    /// Operation that a unit calls.
    Call = "call";
    /// Arguments of the call.
    With = "with";
    /// Calls that a unit makes one after the other.
    Steps = "steps";
    /// Outputs made of the outputs of steps.
    Mappings = "mappings";
    /// Output that a mapping fills.
    Target = "targetName" | "target";
    /// Step whose output is searched.
    Index = "index";
    /// Member by which an element is found.
    Match = "match";
    /// Value that the member has to have.
    LookupValue = "lookupValue";
    /// Functions of an aggregate.
    Functions = "functions" | "flows";
    /// Effects of a function.
    Semantics = "semantics";
    /// Effect: nothing is changed.
    Safe = "safe";
    /// Effect: an answer may be kept.
    Cacheable = "cacheable";
    /// Effects of a tool.
    Hints = "hints";
    /// Hint: nothing is changed.
    ReadOnly = "readOnly";
    /// Hint: something may be destroyed.
    Destructive = "destructive";
    /// Hint: a repetition changes nothing more.
    Idempotent = "idempotent";
    /// Hint: the tool reaches beyond this server.
    OpenWorld = "openWorld";
    /// JSON Schema of a tool's input.
    InputSchema = "inputSchema";
    /// Content blocks of a tool, or content of a message.
    Content = "content";
    /// Text of a content block.
    Text = "text";
    /// Media type of a block or a resource.
    MimeType = "mimeType";
    /// URI of a resource.
    Uri = "uri";
    /// Switch: a call of an operation changes nothing.
    ReadsOnly = "x-readOnly";
    /// Condition of a step.
    RunIf = "x-if";
    /// List whose items a step runs for.
    ForEach = "x-for-each";
    /// Name of the item that a step runs for.
    EachName = "x-as";
    /// Greatest number of items that a step runs for.
    EachLimit = "x-limit";
    /// Number of items that a step works on at the same time.
    Concurrency = "x-concurrency";
    /// What a step does when it fails.
    OnError = "x-on-error";
    /// Switch: the files at `location` are compiled in.
    Embed = "x-embed";
    /// Arguments of a prompt.
    Arguments = "arguments";
    /// Messages of a prompt; alias of `value` on an input.
    Template = "template";
    /// Speaker of a message.
    Role = "role";

    /// Switch: an input has to be given.
    Required = "required";
    /// Argument of an input, or path of an output.
    Mapping = "mapping";
    /// Request header that repeats an input of a tool.
    McpHeader = "x-mcp-header";
    /// Members of an object.
    Properties = "properties";
    /// Values of a dictionary.
    Values = "values";
    /// Items of a list.
    Items = "items";
    /// The only value there is; alias of `value` on an output.
    Const = "const";
    /// All values there are.
    Enum = "enum";
    /// Value of an input that is not given.
    Default = "default";
    /// Example of a value.
    Example = "example";
    /// Examples of a value.
    Examples = "examples";
    /// Mark of an input that is going to go.
    Deprecated = "deprecated";
    /// Format of a text or a number.
    Format = "format";
    /// Regular expression of a text.
    Pattern = "pattern";
    /// Members of an object beside the named ones.
    AdditionalProperties = "additionalProperties";
    /// JSON Schema of a value.
    Schema = "schema";
    /// Serialization of a parameter.
    Style = "style";
    /// Serialization of the parts of a parameter.
    Explode = "explode";
    /// Switch: null is a value.
    Nullable = "nullable";
    /// Smallest number.
    Minimum = "minimum";
    /// Largest number.
    Maximum = "maximum";
    /// Number that all numbers are above.
    ExclusiveMinimum = "exclusiveMinimum";
    /// Number that all numbers are below.
    ExclusiveMaximum = "exclusiveMaximum";
    /// Number that all numbers are multiples of.
    MultipleOf = "multipleOf";
    /// Smallest length of a text.
    MinLength = "minLength";
    /// Largest length of a text.
    MaxLength = "maxLength";
    /// Smallest length of a list.
    MinItems = "minItems";
    /// Largest length of a list.
    MaxItems = "maxItems";
    /// Switch: no two items of a list are equal.
    UniqueItems = "uniqueItems";

    /// Switches of a control adapter.
    Management = "management";
    /// Health of the process.
    Health = "health";
    /// Reading of another document at run time.
    Reload = "reload";
    /// Check of a document at run time.
    Validate = "validate";
    /// Levels of the log.
    Logs = "logs";
    /// Scripts at run time.
    Scripting = "scripting";
    /// Switch: levels of the log can be set.
    LevelControl = "level-control";
    /// Switch: the log can be followed.
    Stream = "stream";
    /// Most followers of the log.
    MaxSubscribers = "max-subscribers";
    /// Metrics and traces of a control adapter.
    Observability = "observability";
    /// Switch of a section.
    Enabled = "enabled";
    /// Counters of the process.
    Metrics = "metrics";
    /// Traces of requests.
    Traces = "traces";
    /// Part of a section that this process serves.
    Local = "local";
    /// Number of traces that are kept.
    BufferSize = "buffer-size";
    /// Share of traces that are recorded.
    Sampling = "sampling";
    /// Headers of the trace context.
    Propagation = "propagation";
    /// Receivers of traces and metrics.
    Exporters = "exporters";
    /// Receiver that speaks OTLP.
    Otlp = "otlp";
    /// URI of a receiver.
    Endpoint = "endpoint";

    // What is rewritten for another version, and not read yet.

    /// Skills of a skill surface.
    #[cfg(feature = "migrate")]
    Skills = "skills";
    /// Way through an overlay network, of a consumed API.
    #[cfg(feature = "migrate")]
    Tunnel = "tunnel";
    /// Media type of an answer.
    #[cfg(feature = "migrate")]
    OutputMediaType = "outputMediaType";
    /// Largest size of an answer in bytes.
    #[cfg(feature = "migrate")]
    MaxBinarySize = "maxBinarySize";
    /// Switch: the content of a resource is no text.
    #[cfg(feature = "migrate")]
    Binary = "binary";
    /// Media types of answers by their status.
    #[cfg(feature = "migrate")]
    Responses = "responses";
    /// Bytes as the answer of an operation.
    #[cfg(feature = "migrate")]
    ResponseBinary = "responseBinary";
}
