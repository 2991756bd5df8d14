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
    /// An array.
    Array(Vec<Template>),
}

impl Template {
    /// Whether nothing has to be filled in.
    pub fn is_constant(&self) -> bool {
        match self {
            Self::Json(_) => true,
            Self::Parameter(_) => false,
            Self::Text(parts) => parts.iter().all(|part| matches!(part, Part::Literal(_))),
            Self::Object(members) => members.iter().all(|(_, value)| value.is_constant()),
            Self::Array(items) => items.iter().all(Self::is_constant),
        }
    }

    /// The JSON text of a constant template; a hole becomes null.
    pub fn to_json(&self) -> String {
        match self {
            Self::Json(text) => text.clone(),
            Self::Parameter(_) => "null".to_owned(),
            Self::Text(parts) => {
                let text: String = parts
                    .iter()
                    .map(|part| match part {
                        Part::Literal(text) => text.as_str(),
                        Part::Variable(_) | Part::Parameter(_) => "",
                    })
                    .collect();
                json_string(&text)
            }
            Self::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, value)| format!("{}:{}", json_string(name), value.to_json()))
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

/// `text` as a JSON string.
pub(crate) fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
