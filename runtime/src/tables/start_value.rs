//! What is read at start: secrets and settings.

use super::BindFile;
use crate::config::{BoundSource, Config, Given, StartError, file_variable};

/// A secret or setting that is read at start.
#[derive(Debug)]
pub enum StartValue {
    /// It comes from the environment.
    Variable {
        /// The environment variable.
        name: &'static str,
        /// The purpose of the variable, in words for the person who has to set it.
        purpose: &'static str,
        /// Set if its value must never be shown.
        secret: bool,
        /// Set if the process does not start without a value.
        required: bool,
    },
    /// It comes from the file of a bind, unless the environment has it.
    Bound {
        /// The environment variable that replaces what the file has.
        name: &'static str,
        /// The purpose of the value, in words for the person who has to provide it.
        purpose: &'static str,
        /// Set if its value must never be shown.
        secret: bool,
        /// The file.
        file: &'static BindFile,
        /// The key of the file.
        key: &'static str,
    },
}

impl StartValue {
    /// The environment variable.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Variable { name, .. } | Self::Bound { name, .. } => name,
        }
    }

    /// The purpose of the value.
    pub(crate) fn purpose(&self) -> &'static str {
        match self {
            Self::Variable { purpose, .. } | Self::Bound { purpose, .. } => purpose,
        }
    }

    /// Returns `true` if the value must never be shown.
    pub(crate) fn is_secret(&self) -> bool {
        match self {
            Self::Variable { secret, .. } | Self::Bound { secret, .. } => *secret,
        }
    }

    /// Returns `true` if the process does not start without a value.
    pub(crate) fn is_required(&self) -> bool {
        match self {
            Self::Variable { required, .. } => *required,
            Self::Bound { .. } => true,
        }
    }

    /// The file of a bind that has the value, and the key in it.
    pub(crate) fn bound(&self) -> Option<(&'static BindFile, &'static str)> {
        match self {
            Self::Variable { .. } => None,
            Self::Bound { file, key, .. } => Some((file, key)),
        }
    }

    /// The value in the environment, in the file that the environment names, or in the file of a bind; it is one of `all`
    /// that the document has.
    pub(crate) fn given(&self, all: &[Self], config: &Config, error: &mut StartError) -> Given {
        let own = self.file_variable(all);
        let given = config.given_or_in_file(self.name(), own.as_deref(), error);
        match (given, self.bound()) {
            (Given::Absent, Some((file, key))) => {
                file.value(key, config).unwrap_or_else(|reason| {
                    // Without upstreams nothing needs to be there.
                    if config.mock {
                        return Given::Absent;
                    }
                    error.wrong(self.without_value(file, &reason, own.as_deref()));
                    Given::Wrong
                })
            }
            (given, _) => given,
        }
    }

    /// Returns `true` if a value that has changed, by its name, is this one; `source` is where this one comes from.
    pub(crate) fn is_given_by(&self, source: Option<&BoundSource>, changed: &str) -> bool {
        match source {
            Some(source) => source.name() == changed,
            None => self.name() == changed,
        }
    }

    /// Why the file of a bind does not have the value, and what would help.
    fn without_value(&self, file: &BindFile, reason: &str, own: Option<&str>) -> String {
        let (name, purpose, variable) = (self.name(), self.purpose(), file.variable());
        let own = own.map_or_else(String::new, |own| format!(", {own} a file that holds it alone"));
        format!(
            "{name}: {purpose}: {reason} ({variable} names another file{own}, {name} is the value)"
        )
    }

    /// The environment variable that can name a file with the value, unless that name means something else: the
    /// document has a variable of it, or it says whom the process trusts.
    pub(crate) fn file_variable(&self, all: &[Self]) -> Option<String> {
        const TRUST: &str = "SSL_CERT_FILE";
        let name = file_variable(self.name());
        let is_other = |other: &Self| {
            other.name() == name || other.bound().is_some_and(|(file, _)| file.variable() == name)
        };
        let is_taken = name == TRUST || all.iter().any(is_other);
        (!is_taken).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::StartValue;
    use crate::tables::{BindFile, BindFormat};

    #[test]
    fn a_file_has_a_name_that_nothing_else_has() {
        const fn variable(name: &'static str) -> StartValue {
            StartValue::Variable { name, purpose: "", secret: true, required: true }
        }
        static FILE: BindFile =
            BindFile { variable: "A_BIND_FILE", path: "a", format: BindFormat::Json };
        static VARIABLES: [StartValue; 5] = [
            variable("KEY"),
            variable("KEY_FILE"),
            variable("SSL_CERT"),
            variable("A_BIND"),
            StartValue::Bound { name: "B", purpose: "", secret: true, file: &FILE, key: "b" },
        ];
        let files = VARIABLES.each_ref().map(|variable| variable.file_variable(&VARIABLES));
        let known = [None, Some("KEY_FILE_FILE"), None, None, Some("B_FILE")];
        assert_eq!(files.each_ref().map(Option::as_deref), known);
    }
}
