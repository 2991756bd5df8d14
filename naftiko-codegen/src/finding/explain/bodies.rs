//! R41 to R48: request bodies and raw formats.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::BodyFields,
        explain(
            "The parameters with `in: body` are the top-level fields of one JSON object. Optional \
             ones that are not given are left out.",
            "An API that wants the value itself as the body gets it wrapped in an object.",
            "To send one value as the whole body, name the parameter `body`.",
        ),
    ),
    (
        Code::BodyWhole,
        explain(
            "The single parameter with `in: body` has one of the names `body`, `payload`, \
             `requestBody`, `request_body`. Its value is the whole request body.",
            "Harmless; the same parameter under another name would be a field of an object.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::BodyTemplate,
        explain(
            "The `body` block contains expressions such as `{{tools.items}}`. Each is an argument \
             of the operation; one that stands alone keeps its JSON type, and its key disappears \
             when the argument is absent.",
            "Within longer text the value is put in as text, and an absent one leaves nothing.",
            "Declare the argument to give it a type: `inputParameters: [{name: items, in: body, \
             type: array}]`.",
        ),
    ),
    (
        Code::XmlHole,
        explain(
            "A hole of an XML body stands where no value can be escaped: in a tag outside of \
             quotes, in a comment, a processing instruction, the document type, a script, or \
             outside of the root element.",
            "A value put there as it is could add elements of its own, or break the document.",
            "Put holes into the text of elements and between the quotes of attributes. To take the \
             whole document from the caller, write the hole alone: `data: '{{body}}'`.",
        ),
    ),
    (
        Code::ArgumentUnsent,
        explain(
            "A parameter with `in: body` stands beside a `body` block that has no place for it: a \
             text, an XML document, a list, or one value.",
            "Callers would give it, and it would go nowhere.",
            "Write `{{name}}` in the `data`, or remove the parameter.",
        ),
    ),
    (
        Code::BodyMixed,
        explain(
            "An operation has a `body` block and parameters with `in: body`. The block says what \
             is sent, the parameters give type and `required`; a parameter the block does not \
             mention is one more field of an object.",
            "When the block is no object, a parameter it does not mention is not sent at all.",
            "Mention every parameter in the block: `data: {name: '{{tools.name}}'}`.",
        ),
    ),
    (
        Code::BodyWithoutData,
        explain(
            "The `body` block has a type but no `data`. The operation gets one optional argument \
             `body`, sent as it is.",
            "A caller has to know the structure of the body, since nothing describes it.",
            "Describe the body: `body: {type: json, data: {name: '{{tools.name}}'}}`.",
        ),
    ),
    (
        Code::NoBodyDeclared,
        explain(
            "A POST, PUT or PATCH operation has no body parameter and no `body` block. It sends \
             no body.",
            "Right for actions such as cancel; for create and update it usually means that the \
             body was lost.",
            "If the API wants one, add `body: {type: json}` or parameters with `in: body`.",
        ),
    ),
    (
        Code::BodyTypeAlias,
        explain(
            "The body type is another word for an official one: `form` for `formUrlEncoded`, \
             `multipart` for `multipartForm`.",
            "Harmless here; strict tools refuse it.",
            "Use the official word: `type: formUrlEncoded`.",
        ),
    ),
    (
        Code::BodyTypeInvalid,
        explain(
            "The type of the `body` block is unknown.",
            "How to encode the body and which content type to send is unknown.",
            "Use one of json, text, xml, formUrlEncoded, multipartForm.",
        ),
    ),
    (
        Code::BodyTypeOpaque,
        explain(
            "The body is binary, YAML or the like, or text from a mapping. The value of its \
             single field is sent as the raw body.",
            "A caller must send the encoded bytes as text; nothing checks or converts them.",
            "Check that the API accepts what a caller can send, or describe the body as JSON.",
        ),
    ),
    (
        Code::BodyOnGet,
        explain(
            "A GET or HEAD operation declares a body. It is an optional argument, sent only when \
             a caller gives one.",
            "Many servers and proxies refuse or drop such a body.",
            "Remove it, or use the POST form of the operation if the API has one.",
        ),
    ),
    (
        Code::RawFormatExtra,
        explain(
            "`outputRawFormat` is `text` or `binary`, which the specification does not have. The \
             bytes and the content type of the response are passed through; a tool gets text, or \
             base64 when it is not UTF-8.",
            "Harmless here; strict tools refuse the word.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::RawFormatInvalid,
        explain(
            "`outputRawFormat` is a word the compiler does not know.",
            "How to read the response is unknown.",
            "Use json, xml, csv, text or binary, or remove the key for json.",
        ),
    ),
    (
        Code::RawFormatShaped,
        explain(
            "The response has a format other than JSON, but the outputs select parts of it. The \
             selection is not implemented for that format; the whole response is passed through.",
            "Callers get more than the outputs say, and in the format of the API.",
            "Use `value: $.` for such operations, or the JSON form of the API if it has one.",
        ),
    ),
];
