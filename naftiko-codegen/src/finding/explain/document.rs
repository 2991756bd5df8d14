//! R01 to R13: text, document, metadata, variables.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::NotUtf8,
        explain(
            "The file contains a byte that is not part of UTF-8 text. Nothing after it is read.",
            "Guessing another encoding would turn names and secrets into other names and secrets.",
            "Save the file as UTF-8. A byte order mark at the start is fine.",
        ),
    ),
    (
        Code::YamlSyntax,
        explain(
            "The text is not valid YAML at the place that is shown. The cause often stands a line \
             or two above: a quote that is never closed, an indentation that changes, a `: ` \
             inside unquoted text.",
            "What is broken is left out to read on, so that one run tells up to twenty mistakes. \
             Until the file can be read whole, nothing else is looked at.",
            "Quote text that contains `: ` or ` #`, as in `description: 'Status: open or \
             closed'`, and indent with spaces only.",
        ),
    ),
    (
        Code::DuplicateKey,
        explain(
            "One mapping has the same key twice. Keys are compared as text, so `1` and `\"1\"` \
             are the same key.",
            "YAML readers disagree on which of the two holds, so the document means different \
             things to different tools.",
            "Remove one of the two, or make a list of them if both are meant.",
        ),
    ),
    (
        Code::MergeKey,
        explain(
            "A mapping uses `<<` to pull in the keys of another mapping. That key belongs to YAML \
             1.1; documents here are YAML 1.2.",
            "Read as YAML 1.2 it would be an unknown key, and everything it was meant to bring in \
             would be missing.",
            "Write the keys out in each place, or mark a whole value with `&name` and repeat it \
             with `*name`.",
        ),
    ),
    (
        Code::MultiDocument,
        explain(
            "A line `---` or `...` ends the first document, and another one follows in the same \
             file.",
            "One file is one capability; compiling only the first would drop the rest without a \
             word.",
            "Move each document into a file of its own and pass all files to the compiler.",
        ),
    ),
    (
        Code::YamlAlias,
        explain(
            "The document repeats a value by `*name`. The copy is compiled as if it were written \
             out.",
            "Findings inside a copy point to the line of the original, which can surprise.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::TooDeep,
        explain(
            "Mappings and lists are nested more than 64 levels deep, or a line opens hundreds of \
             brackets.",
            "No capability needs it, and reading such text without a limit lets a small file use \
             up the machine.",
            "Flatten the structure. If the text is a value, put it in quotes so that its brackets \
             are not YAML.",
        ),
    ),
    (
        Code::TooLarge,
        explain(
            "The document is beyond a limit: 16 MB of text, 2 million values, 64 MB once aliases \
             are copied, 2 KB of keys on the way to one value, 64 segments or placeholders of a \
             path, 1000 consumed APIs, 1000 inputs of one operation or tool, or a million inputs of all of them.",
            "The limits are far above any real capability; they keep a hostile file from \
             exhausting a build machine.",
            "Split the capability into several files, write repeated parts without aliases of \
             aliases, and pass an object in place of a thousand inputs.",
        ),
    ),
    (
        Code::TruncatedSource,
        explain(
            "A line `# --- truncated at … KB` says that the catalog cut this file off. What \
             follows is missing, and the last entry may be half a word.",
            "A cut file often still parses, and would compile into a server that lacks \
             operations.",
            "Fetch the complete file; the line `# Full source:` below the mark says where it is.",
        ),
    ),
    (
        Code::KeyAsText,
        explain(
            "A key is a truth value, a number or null to YAML, such as `true: …`. It is read as \
             the text that is written there.",
            "Other tools may turn `True` into `true` or `1.0` into `1`, and then look for another \
             key.",
            "Put the key in quotes: `'true': …`.",
        ),
    ),
    (
        Code::ScalarAsText,
        explain(
            "A number, a date or a truth value stands where text is expected. Its source text is \
             used, so `1.10` stays `1.10`.",
            "Other tools may reformat the value before they use it as a name.",
            "Put it in quotes: `version: '1.10'`.",
        ),
    ),
    (
        Code::NumberUnwritable,
        explain(
            "A number becomes part of a JSON document, but JSON has no way to write it (`.inf`, \
             `.nan`), or no reader can hold it (`1e400`, which is beyond a double).",
            "Sent as text it would have another type, and sent as it is it would break the reader.",
            "Write a finite number, leave the key out, or put the text in quotes: `limit: '1e400'`.",
        ),
    ),
    (
        Code::NotACapability,
        explain(
            "The root of the document has no key `naftiko`. The message names the keys it has \
             instead.",
            "It is probably another kind of file, an OpenAPI document for one, that got into the \
             folder.",
            "Start capability files with `naftiko: 1.0.0-alpha2`, and keep other YAML files out \
             of the folder.",
        ),
    ),
    (
        Code::DuplicateCapability,
        explain(
            "Two files of one build lead to a module of the same name. The name comes from the \
             file, or from the label of the capability.",
            "Both would claim the same Rust module, and one would overwrite the other.",
            "Rename one of the two files.",
        ),
    ),
    (
        Code::FeatureMissing,
        explain(
            "The crate that the document is compiled into has a manifest of its own, and that does not ask for a part \
             of `naftiko-runtime` which the document uses: a kind of surface, resources, requests that are passed \
             on, access tokens or digest authentication.",
            "The generated code would name what is not compiled in, and rustc would say so in terms of code that \
             nobody has written.",
            "Add the feature to the dependency in Cargo.toml, or leave `default-features = false` out, which brings \
             all of them. A manifest that `naftiko generate` has written and nobody has edited is kept in step.",
        ),
    ),
    (
        Code::VersionMismatch,
        explain(
            "The document says `1.0.0-alpha1`, or writes the version as a mapping. It is compiled \
             as `1.0.0-alpha2`, whose structure is the same.",
            "If the document relies on a difference between the two, the compiled behaviour is \
             the newer one.",
            "Write `naftiko: 1.0.0-alpha2`.",
        ),
    ),
    (
        Code::VersionUnsupported,
        explain(
            "The version under `naftiko` is one this compiler does not know.",
            "The same words may mean something else in another version, and a wrong guess would \
             reach production.",
            "Write `naftiko: 1.0.0-alpha2` if the document follows it, or use a compiler that \
             knows the version.",
        ),
    ),
    (
        Code::CapabilityMissing,
        explain(
            "The document has a `naftiko` version but no `capability` section.",
            "There is neither an API to call nor anything to expose.",
            "Add `capability:` with `consumes:` and `exposes:` below it.",
        ),
    ),
    (
        Code::EmptyList,
        explain(
            "A list is there but has no items, such as `tools: []`. It is read as if the key were \
             absent.",
            "Harmless, but often a sign that a generator lost what belonged there.",
            "Fill the list or remove the key.",
        ),
    ),
    (
        Code::NullAsAbsent,
        explain(
            "A key has no value, as in `description:` or `with: null`. It is read as if the key \
             were absent.",
            "Harmless, but often a sign of a value that was lost or indented wrongly.",
            "Give the key a value or remove it.",
        ),
    ),
    (
        Code::Shape,
        explain(
            "A value is of the wrong kind: a list where a mapping belongs, a mapping where text \
             belongs, and so on. The message says what was expected.",
            "The part cannot be read, and leaving it out would compile something else than was \
             written.",
            "Check the indentation first: `- name: x` makes a list item, `name: x` a mapping \
             entry.",
        ),
    ),
    (
        Code::InfoExtra,
        explain(
            "`info` has keys such as `title`, `version` or `contact`. They are metadata without \
             effect.",
            "Harmless; nothing in the compiled program depends on them.",
            "Nothing has to be done. The label of a capability is `info.label`.",
        ),
    ),
    (
        Code::InfoVersion,
        explain(
            "`info` has a `version`. It is not published.",
            "Clients and `/status` are told the version of the generated crate and the hash of the \
             document, by which every change of it can be seen.",
            "Nothing has to be done. The crate's version is in its `Cargo.toml`.",
        ),
    ),
    (
        Code::InfoLabelMissing,
        explain(
            "`info` has no `label`. The title, the name or the file name stands in for it.",
            "The label is what MCP clients and the documentation of the generated code show.",
            "Add one: `info: {label: Training jobs}`.",
        ),
    ),
    (
        Code::IgnoredKey,
        explain(
            "A key is not part of the specification but well known from generated files, such as \
             `description` on a REST adapter. It has no effect.",
            "Harmless to this compiler; strict tools that validate against the official schema \
             refuse the file.",
            "Nothing has to be done, or remove the key.",
        ),
    ),
    (
        Code::UnknownKey,
        explain(
            "A key is neither part of the specification nor known from other files. It is \
             ignored.",
            "It may be a misspelt key whose value is now missing, or a feature that this compiler \
             does not know.",
            "Correct the spelling (the message names the nearest known key), or remove the key.",
        ),
    ),
    (
        Code::DescriptionMissing,
        explain(
            "A part that should have a description has none. A tool takes the description of the \
             operation it calls, else its label, else its name.",
            "A model chooses tools by their descriptions, so a bare name makes a tool hard to use \
             well.",
            "Say in one sentence what it does: `description: Lists all training jobs of the \
             workspace`.",
        ),
    ),
    (
        Code::TemplateUnsupported,
        explain(
            "A template has something between double braces that is no name: a section, a partial, \
             other delimiters, a filter, a member of a parameter (`{{user.name}}`), nothing at all; \
             or its braces are not closed; or a hole stands in a name that has to be fixed.",
            "It would be sent as text, or become a parameter of a strange name.",
            "Write what is always sent, and one parameter for each value: `{{user-name}}`. Comments, \
             `{{! … }}`, are left out.",
        ),
    ),
    (
        Code::VariableQualified,
        explain(
            "A variable is written with the namespace of its bind, `{{env.API_KEY}}`. It is the \
             same as `{{API_KEY}}`.",
            "Harmless; both forms name one variable of the environment.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::UndeclaredVariable,
        explain(
            "An expression such as `{{API_TOKEN}}` looks like a variable, but no bind declares \
             it. It is taken as an environment variable of that name, which must be set at start.",
            "If the name is a slip, the program asks for a variable nobody knows, and the \
             declared one goes unused.",
            "Declare it, or use the declared name: `binds: [{namespace: env, keys: {API_TOKEN: \
             API_TOKEN}}]`.",
        ),
    ),
    (
        Code::BindName,
        explain(
            "A bind has no namespace, or one outside the official pattern. Its keys are declared \
             all the same.",
            "Harmless; a qualified expression such as `{{env.KEY}}` is understood without it.",
            "Give the bind a namespace in lower case: `namespace: env`.",
        ),
    ),
    (
        Code::BindsEmpty,
        explain(
            "`binds: []` or `keys: {}` declares no variable.",
            "Harmless, unless a generator lost the variables; then `undeclared-variable` is \
             reported where they are used.",
            "Remove the empty part or declare the variables.",
        ),
    ),
];
