//! Values that stand under keys in the files of binds.

use super::Config;
use crate::value_file::Setting;

/// The file of a bind and the key in it that a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BoundSource {
    path: String,
    key: &'static str,
}

/// Where values of variables come from, in the order of the variables: those that stand in files of binds.
#[derive(Clone)]
pub(crate) struct BoundSources(Vec<Option<BoundSource>>);

impl BoundSources {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds the source of the next variable.
    pub(crate) fn push(&mut self, source: Option<&BoundSource>) {
        self.0.push(source.cloned());
    }

    /// The source of the variable at `index`.
    pub(crate) fn get(&self, index: usize) -> Option<&BoundSource> {
        self.0.get(index)?.as_ref()
    }
}

impl BoundSource {
    pub(crate) fn new(path: String, key: &'static str) -> Self {
        Self { path, key }
    }

    /// The path of the file.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The key in it.
    pub(crate) fn key(&self) -> &'static str {
        self.key
    }

    /// The name of the value among those that change.
    pub(crate) fn name(&self) -> String {
        source_name(&self.path, self.key)
    }
}

/// No variable has such a name, and no two values have one.
fn source_name(path: &str, key: &str) -> String {
    format!("{path}\0{key}")
}

impl Config {
    /// The value of a key in the file of a bind, whose path `variable` can name; `read` finds the keys that are wanted in
    /// the content. The error says why there is none.
    pub(crate) fn bound(
        &self,
        variable: &str,
        source: &BoundSource,
        read: impl Fn(&[u8], &[String]) -> Result<Vec<Setting>, String> + Send + 'static,
    ) -> Result<Option<String>, String> {
        let of_file = source.path.clone();
        let read = move |content: &[u8], wanted: &[String]| {
            let found = read(content, wanted)?.into_iter();
            Ok(found.map(|(key, text)| (source_name(&of_file, &key), text)).collect())
        };
        let found =
            self.files.settings(variable, &source.path, Some(source.key), Box::new(read))?;
        let name = source.name();
        Ok(found.into_iter().find(|(of, _)| *of == name).map(|(_, text)| text))
    }
}
