//! Files of binds in YAML.

use super::bound_member::BoundMember;
use crate::yaml::{self, YamlScalar, YamlSink};

/// The format of a file in YAML, which takes the feature `yaml`.
#[derive(Debug)]
pub struct YamlFile;

impl YamlFile {
    /// The members of the mapping in `text`. The error shows nothing of it.
    pub(super) fn members(&self, text: &str) -> Result<Vec<(String, BoundMember)>, String> {
        let mut root = Root::default();
        yaml::decode(text, &mut root).map_err(|error| error.to_string())?;
        if root.is_mapping { Ok(root.members) } else { Err("it is no mapping".to_owned()) }
    }
}

/// Keeps what stands in the mapping at the root.
#[derive(Default)]
struct Root {
    depth: usize,
    is_mapping: bool,
    members: Vec<(String, BoundMember)>,
}

impl Root {
    fn open(&mut self) {
        self.take(|| BoundMember::Nested);
        self.depth += 1;
    }

    /// Puts a value to the key that came last, if that is one of the root.
    fn take(&mut self, member: impl FnOnce() -> BoundMember) {
        if self.depth == 1
            && let Some((_, value)) = self.members.last_mut()
        {
            *value = member();
        }
    }
}

impl YamlSink for Root {
    fn open_mapping(&mut self) {
        self.is_mapping |= self.depth == 0;
        self.open();
    }

    fn close_mapping(&mut self) {
        self.depth -= 1;
    }

    fn open_list(&mut self) {
        self.open();
    }

    fn close_list(&mut self) {
        self.depth -= 1;
    }

    fn key(&mut self, text: &str) {
        if self.depth == 1 {
            self.members.push((text.to_owned(), BoundMember::Null));
        }
    }

    fn scalar(&mut self, scalar: YamlScalar<'_>) {
        self.take(|| match scalar.is_null() {
            true => BoundMember::Null,
            false => BoundMember::Text(scalar.text.to_owned()),
        });
    }
}
