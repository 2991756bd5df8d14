//! Resources that are files: compiled in, or of a folder that an operator names.

use base64ct::{Base64, Encoding};

use super::super::result::Form;
use super::super::rpc::{self, Code, Reply};
use super::{MountedResources, NOT_KEPT};
use crate::folder::{MountedFolder, Trouble};
use crate::json::{JsonWriter, elements, quote_into};
use crate::tables::{Folder, Resource, ResourceContent, UriPart};

/// The answer to `resources/list` where a folder may be served from disk. The compiled list has the
/// files of every folder that is compiled in; those of a folder on disk stand in their place.
pub(super) async fn list(resources: &MountedResources, form: Form<'_>) -> Reply {
    let mut compiled = elements(resources.table.list).unwrap_or_default().into_iter();
    let mut out = JsonWriter::new();
    out.open_array();
    for (resource, served) in resources.table.resources.iter().zip(&*resources.folders) {
        let ResourceContent::Folder(folder) = &resource.content else {
            let own = usize::from(!is_template(resource));
            compiled.by_ref().take(own).for_each(|entry| out.raw(entry));
            continue;
        };
        let own = compiled.by_ref().take(folder.files.map_or(0, <[_]>::len));
        match served {
            None => own.for_each(|entry| out.raw(entry)),
            Some(served) => {
                own.for_each(drop);
                match served.list().await {
                    Ok(paths) => paths.iter().for_each(|path| describe(folder, path, &mut out)),
                    Err(trouble) => return failed(form, folder, &trouble),
                }
            }
        }
    }
    out.close_array();
    let list = out.finish();
    form.cached(NOT_KEPT, "resources", &list)
}

/// Returns `true` if it stands for many that are not listed.
fn is_template(resource: &Resource) -> bool {
    resource.uri.iter().any(|part| !matches!(part, UriPart::Literal(_)))
}

fn describe(folder: &Folder, path: &str, out: &mut JsonWriter) {
    out.open_object();
    out.key("uri").string(&format!("{}{path}", folder.uri));
    out.key("name").string(&format!("{}/{path}", folder.name));
    if let Some(title) = folder.title {
        out.key("title").string(title);
    }
    if !folder.description.is_empty() {
        out.key("description").string(folder.description);
    }
    out.key("mimeType").string(media(folder, path));
    out.close_object();
}

/// The answer to a read of `path` below `folder`; `None` when there is no such file.
pub(super) async fn read(
    folder: &'static Folder,
    served: Option<&MountedFolder>,
    path: &str,
    form: Form<'_>,
) -> Option<Reply> {
    let Some(served) = served else {
        let files = folder.files?;
        let found = files.binary_search_by(|(known, _)| (*known).cmp(path)).ok()?;
        return files.get(found).map(|(_, contents)| form.list("contents", contents));
    };
    match served.read(path).await {
        Ok(bytes) => {
            let contents = contents(folder, path, &bytes?);
            Some(form.cached(NOT_KEPT, "contents", &contents))
        }
        Err(trouble) => Some(failed(form, folder, &trouble)),
    }
}

/// Text where it is text, as the compiler writes it.
fn contents(folder: &Folder, path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 4 / 3 + folder.uri.len() + path.len() + 80);
    out.extend_from_slice(b"[{\"uri\":");
    quote_into(&format!("{}{path}", folder.uri), &mut out);
    out.extend_from_slice(b",\"mimeType\":");
    quote_into(media(folder, path), &mut out);
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            out.extend_from_slice(b",\"text\":");
            quote_into(text, &mut out);
        }
        Err(_) => {
            out.extend_from_slice(b",\"blob\":\"");
            out.extend_from_slice(Base64::encode_string(bytes).as_bytes());
            out.push(b'"');
        }
    }
    out.extend_from_slice(b"}]");
    out
}

fn failed(form: Form<'_>, folder: &Folder, trouble: &Trouble) -> Reply {
    rpc::error(form.id, Code::Internal, &format!("{}: {}", folder.uri, trouble.sentence()))
}

/// Returns the media type that the document declares, or else the one of the file's name.
fn media(folder: &Folder, path: &str) -> &'static str {
    folder.media.unwrap_or_else(|| media_of(path))
}

/// The compiler has the same table for files that are compiled in.
fn media_of(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "md" => "text/markdown",
        "txt" => "text/plain",
        "json" => "application/json",
        "yaml" | "yml" => "application/yaml",
        "xml" => "application/xml",
        "html" | "htm" => "text/html",
        "csv" => "text/csv",
        "css" => "text/css",
        "js" => "text/javascript",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "pdf" => "application/pdf",
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::config::Config;
    use crate::config::StartError;
    use crate::folder::Scratch;
    use crate::surface::Mounting;
    use crate::surface::mcp::{McpServer, stdio};
    use crate::tables::{Capability, Folder, McpSurface, Resource, ResourceContent, Resources};
    use crate::upstream::State;

    static FOLDER: Folder = Folder {
        uri: "coast://tides/",
        variable: "COAST_TIDES_FOLDER",
        name: "tides",
        title: None,
        description: "",
        media: Some("text/plain"),
        files: Some(&[("old.txt", r#"[{"uri":"coast://tides/old.txt","text":"compiled in"}]"#)]),
    };

    static SURFACE: McpSurface = McpSurface {
        namespace: "coast",
        resources: Some(&Resources {
            list: r#"[{"uri":"coast://tides/old.txt"}]"#,
            templates: "[]",
            resources: &[Resource { uri: &[], content: ResourceContent::Folder(&FOLDER) }],
        }),
        ..McpSurface::EMPTY
    };

    static COAST: Capability = Capability { name: "coast", ..Capability::EMPTY };

    /// Result or error of each message, in the order of their ids.
    fn over_stdio(config: &Config, params: &[(&str, &str)]) -> Vec<Value> {
        let state = State::new(&COAST, config).expect("a state");
        let line = |(id, (method, params)): (usize, &(&str, &str))| {
            format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{{{params}}}}}"#)
                + "\n"
        };
        let input: String = params.iter().enumerate().map(line).collect();
        let mut output = Vec::new();
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        let mut error = StartError::default();
        let server = McpServer::new(Mounting { state: &state, config }, &SURFACE, &mut error);
        error.or(()).expect("a folder");
        let ended = runtime.block_on(stdio(server, input.as_bytes(), &mut output));
        ended.expect("it ends");
        let mut answers: Vec<Value> = serde_json::Deserializer::from_slice(&output)
            .into_iter()
            .collect::<Result<_, _>>()
            .expect("messages");
        answers.sort_by_key(|answer| answer["id"].as_u64());
        answers
            .iter_mut()
            .map(|answer| {
                let part = if answer["error"].is_null() { "result" } else { "error" };
                answer[part].take()
            })
            .collect()
    }

    #[test]
    fn stdio_serves_folders_in_both_eras() {
        const META: &str = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;
        let root = Scratch::new();
        root.write("new.txt", "high");
        let config = Config::default().set("COAST_TIDES_FOLDER", root.to_string_lossy());
        let read = r#""uri":"coast://tides/new.txt""#;
        let modern = format!("{read},{META}");
        let out = format!(r#""uri":"coast://tides/../new.txt",{META}"#);
        let answers = over_stdio(
            &config,
            &[
                ("resources/list", ""),
                ("resources/read", read),
                ("resources/read", &modern),
                ("resources/read", r#""uri":"coast://tides/old.txt""#),
                ("resources/read", &out),
            ],
        );
        let contents =
            json!([{"uri": "coast://tides/new.txt", "mimeType": "text/plain", "text": "high"}]);
        assert_eq!(answers[0]["resources"][0]["uri"], "coast://tides/new.txt");
        assert_eq!(answers[0]["resources"].as_array().map(Vec::len), Some(1));
        assert_eq!(answers[1]["contents"], contents);
        assert_eq!((&answers[2]["contents"], &answers[2]["ttlMs"]), (&contents, &json!(0)));
        assert_eq!(answers[3]["code"], -32602, "what was compiled in is replaced");
        assert_eq!(answers[4]["code"], -32602);
        let compiled = over_stdio(
            &Config::default(),
            &[("resources/list", ""), ("resources/read", r#""uri":"coast://tides/old.txt""#)],
        );
        assert_eq!(compiled[0]["resources"], json!([{"uri": "coast://tides/old.txt"}]));
        assert_eq!(compiled[1]["contents"][0]["text"], "compiled in");
    }
}
