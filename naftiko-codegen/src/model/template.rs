//! Text and JSON with holes.

/// A piece of a text: what is written, or what is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As written.
    Literal(String),
    /// The variable with this index in [`Capability::variables`](super::Capability::variables).
    Variable(usize),
    /// An argument of the operation, or a parameter of the function, by index.
    Parameter(usize),
}

/// JSON with holes. A member or item that is one absent parameter vanishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Template {
    /// A constant: valid JSON text.
    Json(String),
    /// The JSON value of one parameter.
    Parameter(usize),
    /// A JSON string put together from parts.
    Text(Vec<Part>),
    /// An object, members in document order.
    Object(Vec<(String, Template)>),
    /// An object some of whose keys are put together from parts. Stands in request bodies only.
    Keyed(Vec<(Vec<Part>, Template)>),
    /// An array.
    Array(Vec<Template>),
}

impl Template {
    /// Returns `true` if nothing has to be filled in.
    pub fn is_constant(&self) -> bool {
        match self {
            Self::Json(_) => true,
            Self::Parameter(_) => false,
            Self::Text(parts) => parts.iter().all(|part| matches!(part, Part::Literal(_))),
            Self::Object(members) => members.iter().all(|(_, value)| value.is_constant()),
            Self::Keyed(_) => false,
            Self::Array(items) => items.iter().all(Self::is_constant),
        }
    }

    /// Whether an object has a member of this name; `None` when this is no object.
    pub(crate) fn has_member(&self, name: &str) -> Option<bool> {
        match self {
            Self::Object(members) => Some(members.iter().any(|(known, _)| known == name)),
            Self::Keyed(members) => Some(
                members
                    .iter()
                    .any(|(key, _)| matches!(&key[..], [Part::Literal(text)] if text == name)),
            ),
            Self::Json(_) | Self::Parameter(_) | Self::Text(_) | Self::Array(_) => None,
        }
    }

    /// Adds a member to an object that has none of this name.
    pub(crate) fn add_member(&mut self, name: &str, value: Self) {
        match self {
            Self::Object(members) => {
                if !members.iter().any(|(known, _)| known == name) {
                    members.push((name.to_owned(), value));
                }
            }
            Self::Keyed(members) => {
                let key = vec![Part::Literal(name.to_owned())];
                if !members.iter().any(|(known, _)| *known == key) {
                    members.push((key, value));
                }
            }
            Self::Json(_) | Self::Parameter(_) | Self::Text(_) | Self::Array(_) => {}
        }
    }

    /// The JSON text of a constant template; a hole becomes null.
    pub fn to_json(&self) -> String {
        match self {
            Self::Json(text) => text.clone(),
            Self::Parameter(_) => "null".to_owned(),
            Self::Text(parts) => json_string(&literal_text(parts)),
            Self::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, value)| format!("{}:{}", json_string(name), value.to_json()))
                    .collect();
                format!("{{{}}}", members.join(","))
            }
            Self::Keyed(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| {
                        format!("{}:{}", json_string(&literal_text(key)), value.to_json())
                    })
                    .collect();
                format!("{{{}}}", members.join(","))
            }
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::to_json).collect();
                format!("[{}]", items.join(","))
            }
        }
    }
}

/// What `parts` say without their holes.
pub(crate) fn literal_text(parts: &[Part]) -> String {
    let literal = |part: &Part| match part {
        Part::Literal(text) => Some(text.clone()),
        Part::Variable(_) | Part::Parameter(_) => None,
    };
    parts.iter().filter_map(literal).collect()
}

/// `text` as a JSON string.
pub(crate) fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
