//! The constant answers of a surface, written once when its server is made.

use super::era::{Revision, SUPPORTED};
use super::result::Form;
use crate::json::{JsonWriter, quote_into};
use crate::problem::clip;
use crate::tables::{Capability, McpSurface};

/// The parts of answers that are the same for every request.
#[derive(Debug)]
pub(crate) struct StaticResults {
    /// The result of `initialize` after the revision.
    handshake: Vec<u8>,
    /// The result of `server/discover`.
    discovery: Vec<u8>,
    /// The end of results of 2026-07-28.
    end: Vec<u8>,
    hints: &'static str,
}

impl StaticResults {
    pub(super) fn new(surface: &'static McpSurface, capability: &Capability) -> Self {
        let info = server_info(surface, capability);
        Self {
            handshake: handshake(surface, &info),
            discovery: discovery(surface, &info),
            end: [b",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":", &*info, b"}}}"].concat(),
            hints: surface.cache_hints,
        }
    }

    /// The result of `initialize`.
    pub(super) fn initialized(&self, revision: Revision) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.handshake.len() + 48);
        out.extend_from_slice(b"{\"protocolVersion\":");
        quote_into(revision.name(), &mut out);
        out.extend_from_slice(&self.handshake);
        out
    }

    /// MCP 2026-07-28, "server/discover".
    pub(super) fn discovery(&self) -> &[u8] {
        &self.discovery
    }

    /// MCP 2026-07-28, "What every result carries".
    pub(super) fn stateless<'a>(&'a self, id: &'a str) -> Form<'a> {
        let (begin, end, hints) = ("\"resultType\":\"complete\",", &*self.end, self.hints);
        Form { id, begin, end, any_structure: true, hints }
    }
}

/// The version of the package, and behind it the document and the commit that it was built of: clients that keep
/// what a server offers see that it is another one.
fn version(capability: &Capability) -> String {
    const HASH: usize = 12;
    let hash = capability.spec_hash.get(..HASH).unwrap_or(capability.spec_hash);
    let of_semver = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' };
    let commit = capability.build.commit().map(|commit| clip(commit, 64).replace('…', ""));
    let commit = commit.map(|commit| commit.chars().map(of_semver).collect::<String>());
    let parts = [Some(hash.to_owned()).filter(|hash| !hash.is_empty()), commit];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let version = capability.build.version;
    if parts.is_empty() { version.to_owned() } else { format!("{version}+{}", parts.join(".")) }
}

fn server_info(surface: &McpSurface, capability: &Capability) -> Vec<u8> {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("name").string(surface.namespace);
    if !surface.title.is_empty() {
        out.key("title").string(surface.title);
    }
    match surface.version {
        Some(version) => out.key("version").string(version),
        None => out.key("version").string(&version(capability)),
    }
    out.close_object();
    out.finish().into()
}

/// Tools are always offered, even none of them; the rest where there is some of it.
fn capabilities(surface: &McpSurface) -> String {
    let offered = [
        ("tools", true),
        ("resources", surface.resources.is_some()),
        ("prompts", surface.prompts.is_some()),
        ("completions", surface.completions.is_some()),
    ];
    let offered = offered.iter().filter(|(_, is_there)| *is_there);
    let members: Vec<String> = offered.map(|(name, _)| format!("\"{name}\":{{}}")).collect();
    format!("{{{}}}", members.join(","))
}

fn handshake(surface: &McpSurface, info: &[u8]) -> Vec<u8> {
    let capabilities = capabilities(surface);
    let mut out = format!(",\"capabilities\":{capabilities},\"serverInfo\":").into_bytes();
    out.extend_from_slice(info);
    push_instructions(surface, &mut out);
    out.push(b'}');
    out
}

fn discovery(surface: &McpSurface, info: &[u8]) -> Vec<u8> {
    let capabilities = capabilities(surface);
    let mut out = format!(
        "{{\"resultType\":\"complete\",\"supportedVersions\":{SUPPORTED},\"capabilities\":{capabilities}"
    )
    .into_bytes();
    push_instructions(surface, &mut out);
    out.push(b',');
    out.extend_from_slice(surface.cache_hints.as_bytes());
    out.extend_from_slice(b"\"_meta\":{\"io.modelcontextprotocol/serverInfo\":");
    out.extend_from_slice(info);
    out.extend_from_slice(b"}}");
    out
}

fn push_instructions(surface: &McpSurface, out: &mut Vec<u8>) {
    if !surface.description.is_empty() {
        out.extend_from_slice(b",\"instructions\":");
        quote_into(surface.description, out);
    }
}

#[cfg(test)]
mod tests {
    use super::version;
    use crate::tables::{Build, Capability};

    #[test]
    fn versions_of_servers() {
        let shown = |spec_hash, commit| {
            version(&Capability {
                spec_hash,
                build: Build { version: "1.2.0", commit },
                ..Capability::EMPTY
            })
        };
        assert_eq!(shown("", None), "1.2.0");
        assert_eq!(shown("cdf040fd242b71c0", None), "1.2.0+cdf040fd242b");
        assert_eq!(shown("cdf040fd242b71c0", Some("abc123\n")), "1.2.0+cdf040fd242b.abc123");
        assert_eq!(shown("", Some("main, dirty")), "1.2.0+main--dirty");
        assert_eq!(shown("", Some(" ")), "1.2.0", "absent is absent");
    }
}
