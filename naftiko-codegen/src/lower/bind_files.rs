//! Where the values of a bind are: the `location` of R13.

use std::path::Path;

use crate::encoding::decode;
use crate::finding::{Code, Finding};
use crate::load::Loader;
use crate::model::{BindFile, BindFormat};
use crate::names;
use crate::spec::{Bind, Text};

/// What a relative path is written with.
const RELATIVE: &str = "write `file:///./secrets.yaml` for a file beside the document";

/// The files of a document's binds, each once.
#[derive(Default)]
pub(super) struct BindFiles {
    known: Vec<BindFile>,
    names: names::Scope,
}

impl BindFiles {
    /// The file at `location`, by the path that it has from the folder of the document.
    pub(super) fn file(
        &mut self,
        bind: &Bind,
        location: &Text,
        loader: &Loader,
    ) -> Result<BindFile, Finding> {
        let path = loader.beside(Path::new(&written(location)?), location.span.file);
        let path = path.to_string_lossy().into_owned();
        if let Some(known) = self.known.iter().find(|known| known.path == path) {
            return Ok(known.clone());
        }
        let variable = match &bind.namespace {
            Some(namespace) => names::screaming(&format!("{}_BIND_FILE", namespace.value)),
            None => "BIND_FILE".to_owned(),
        };
        let (variable, _) = self.names.claim(&variable);
        let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
        let format = if is_yaml { BindFormat::Yaml } else { BindFormat::Json };
        let file = BindFile { variable, path, format };
        self.known.push(file.clone());
        Ok(file)
    }
}

/// The path in a URI (semantics 2.2): after `file:///./` and `file://./` it is relative.
fn written(location: &Text) -> Result<String, Finding> {
    let text = location.value.trim();
    let wrong = |message: String, help: &str| {
        Finding::new(Code::LocationInvalid, location.span, message).help(help.to_owned())
    };
    let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
        return Err(wrong(format!("`{text}` is no URI"), RELATIVE));
    };
    if !scheme.eq_ignore_ascii_case("file") {
        return Err(foreign(scheme, location));
    }
    if let Some(sign) = text.chars().find(|c| matches!(c, '?' | '#' | '{' | '}')) {
        let help = "a `location` is a path that does not change";
        return Err(wrong(
            format!("`{text}` has a `{sign}`, which no file of a bind can have"),
            help,
        ));
    }
    let path = match rest.strip_prefix("//") {
        Some(path) => path.strip_prefix("localhost/").map_or_else(
            || path.strip_prefix("/./").map_or_else(|| path.to_owned(), |path| format!("./{path}")),
            |path| format!("/{path}"),
        ),
        None => rest.to_owned(),
    };
    let is_placed = path.starts_with('/') || rest.starts_with("//") && path.starts_with("./");
    if !is_placed {
        let message = format!("`{text}` names another machine, or a path that begins nowhere");
        return Err(wrong(message, RELATIVE));
    }
    if path.starts_with("/../") {
        return Err(wrong(format!("`{text}` begins above everything"), RELATIVE));
    }
    let path = decode(&path).filter(|path| !path.contains('\0'));
    let path = path.filter(|path| !path.ends_with('/') && !path.ends_with("/.") && path != ".");
    path.ok_or_else(|| wrong(format!("`{text}` names no file"), RELATIVE))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
}

/// Values that somebody else keeps.
fn foreign(scheme: &str, location: &Text) -> Finding {
    let message = format!("values of binds are not read from `{scheme}:`");
    Finding::new(Code::UnsupportedFeature, location.span, message).help(
        "mount the secret as a file, and write `location: file:///…` for one with several keys; or leave \
         `location` out, and name a file with the value alone by `<VARIABLE>_FILE` where the program runs",
    )
}

#[cfg(test)]
mod tests {
    use super::written;
    use crate::spec::Text;
    use crate::text::Span;

    #[test]
    fn paths_of_locations() {
        let read = |location: &str| {
            let text = Text { value: location.to_owned(), span: Span::START };
            written(&text).map_err(|finding| finding.message)
        };
        for (location, path) in [
            ("file:///./shared/secrets.yaml", "./shared/secrets.yaml"),
            ("file://./secrets.json", "./secrets.json"),
            ("file:///./../secrets.json", "./../secrets.json"),
            ("file:///run/secrets/a", "/run/secrets/a"),
            ("file://localhost/run/a", "/run/a"),
            ("file:/run/a", "/run/a"),
            ("FILE:///run/a%20b", "/run/a b"),
            ("file:///.hidden", "/.hidden"),
        ] {
            assert_eq!(read(location).as_deref(), Ok(path), "{location}");
        }
        for (location, says) in [
            ("vault://secret/app", "not read from `vault:`"),
            ("k8s://ns/secret", "not read from `k8s:`"),
            ("https://x.test/a.yaml", "not read from `https:`"),
            ("./secrets.yaml", "is no URI"),
            ("", "is no URI"),
            ("file:secrets.yaml", "begins nowhere"),
            ("file:./secrets.yaml", "begins nowhere"),
            ("file://server/secrets.yaml", "another machine"),
            ("file://../secrets.yaml", "another machine"),
            ("file:///../secrets.yaml", "above everything"),
            ("file:///./", "names no file"),
            ("file:///run/", "names no file"),
            ("file:///a%00b", "names no file"),
            ("file:///a%ffb", "names no file"),
            ("file:///{{HOME}}/a.yaml", "has a `{`"),
            ("file:///a.yaml#b", "has a `#`"),
        ] {
            let said = read(location).err().unwrap_or_default();
            assert!(said.contains(says), "{location}: {said}");
        }
    }
}
