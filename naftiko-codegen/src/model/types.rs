//! Types: the one description of what a value may be, from which schemas and checks are made.

use std::collections::HashMap;
use std::sync::Arc;

/// Every type that a document describes, each once, in the order of their first mention.
#[derive(Clone, Debug, Default)]
pub struct Types {
    list: Vec<Arc<Type>>,
    known: HashMap<Arc<Type>, TypeId>,
}

/// The place of a type in [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TypeId(usize);

/// Set of values, in the keywords of JSON Schema (draft 2020-12). An empty field allows everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Type {
    /// The types of JSON that it may have.
    pub kinds: Vec<JsonType>,
    /// The values that it may have (`enum`, `const`), JSON.
    pub values: Option<Vec<String>>,
    /// The bounds of numbers and sizes, JSON numbers by their keyword.
    pub bounds: Vec<(Bound, String)>,
    /// Type of every item of an array.
    pub items: Option<TypeId>,
    /// Types of the members of an object by their names, in document order.
    pub properties: Vec<(String, TypeId)>,
    /// The members that an object has to have.
    pub required: Vec<String>,
    /// Type of the members that `properties` does not name.
    pub others: Option<TypeId>,
    /// Keywords that are published and not checked, each with its value as JSON text.
    pub annotations: Vec<(String, String)>,
}

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonType {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// A text.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// No value has it: the schema `false`.
    Never,
}

/// A keyword that bounds a number, a length or a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// `minimum`.
    Minimum,
    /// `maximum`.
    Maximum,
    /// `exclusiveMinimum`.
    ExclusiveMinimum,
    /// `exclusiveMaximum`.
    ExclusiveMaximum,
    /// `multipleOf`.
    MultipleOf,
    /// `minLength`.
    MinLength,
    /// `maxLength`.
    MaxLength,
    /// `minItems`.
    MinItems,
    /// `maxItems`.
    MaxItems,
}

impl Types {
    /// The place of `wanted`, which is added when there is no equal one.
    pub(crate) fn add(&mut self, wanted: Type) -> TypeId {
        if let Some(id) = self.known.get(&wanted) {
            return *id;
        }
        let id = TypeId(self.list.len());
        let added = Arc::new(wanted);
        self.list.push(Arc::clone(&added));
        self.known.insert(added, id);
        id
    }

    /// The type at a place.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.list[id.0]
    }

    /// Returns the value, as JSON text, of a keyword of a type that is published and not checked.
    pub fn annotation(&self, id: TypeId, keyword: &str) -> Option<&str> {
        let found = self.get(id).annotations.iter().find(|(known, _)| known == keyword);
        found.map(|(_, json)| json.as_str())
    }

    /// Returns `true` if a value of the right kind can be wrong.
    pub fn narrows(&self, id: TypeId) -> bool {
        let Type { values, bounds, items, properties, required, others, .. } = self.get(id);
        let within = |id: &TypeId| self.is_checked(*id);
        values.is_some()
            || !bounds.is_empty()
            || !required.is_empty()
            || items.iter().chain(others).any(within)
            || properties.iter().any(|(_, id)| within(id))
    }

    /// Returns `true` if some value can be wrong.
    pub fn is_checked(&self, id: TypeId) -> bool {
        !self.get(id).kinds.is_empty() || self.narrows(id)
    }
}

impl Type {
    /// Returns `true` if no value is of this type.
    pub fn is_never(&self) -> bool {
        self.kinds == [JsonType::Never] || self.values.as_ref().is_some_and(Vec::is_empty)
    }
}

impl JsonType {
    /// The type that JSON Schema calls so.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// Its name in JSON Schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
            Self::Never => "never",
        }
    }
}

impl Bound {
    /// Every keyword.
    pub const ALL: [Self; 9] = [
        Self::Minimum,
        Self::Maximum,
        Self::ExclusiveMinimum,
        Self::ExclusiveMaximum,
        Self::MultipleOf,
        Self::MinLength,
        Self::MaxLength,
        Self::MinItems,
        Self::MaxItems,
    ];

    /// The keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::ExclusiveMinimum => "exclusiveMinimum",
            Self::ExclusiveMaximum => "exclusiveMaximum",
            Self::MultipleOf => "multipleOf",
            Self::MinLength => "minLength",
            Self::MaxLength => "maxLength",
            Self::MinItems => "minItems",
            Self::MaxItems => "maxItems",
        }
    }

    /// Returns the length or count that a JSON number is: `2`, `2.0` and `20e-1` are the same. `None` for one that
    /// is negative, has a fraction, or is larger than every reader of JSON can tell from the next.
    pub fn size(json: &str) -> Option<u64> {
        const MOST: u64 = 1 << 53;
        let (mantissa, exponent) = json.split_once(['e', 'E']).unwrap_or((json, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        if digits.trim_start_matches(['-', '0']).is_empty() {
            return Some(0);
        }
        let point = i64::try_from(digits.len()).ok()? - i64::try_from(whole.len()).ok()?;
        let zeros = exponent.parse::<i64>().ok()?.checked_sub(point)?;
        let power = 10_u64.checked_pow(u32::try_from(zeros).ok()?)?;
        digits.parse::<u64>().ok()?.checked_mul(power).filter(|size| *size <= MOST)
    }

    /// Returns `true` for the length of a text and the count of items.
    pub fn is_size(self) -> bool {
        matches!(self, Self::MinLength | Self::MaxLength | Self::MinItems | Self::MaxItems)
    }
}

#[cfg(test)]
mod tests {
    use super::Bound;

    #[test]
    fn sizes_are_exact() {
        for (json, size) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("0.0e5", Some(0)),
            ("2", Some(2)),
            ("2.0", Some(2)),
            ("20e-1", Some(2)),
            ("1.5e1", Some(15)),
            ("1E+3", Some(1000)),
            ("100", Some(100)),
            ("9007199254740992", Some(1 << 53)),
            ("9007199254740993", None),
            ("2.00000000000000000001", None),
            ("1.5", None),
            ("-1", None),
            ("1e400", None),
            ("1e99999999999999999999", None),
            ("123456789012345678901234567890", None),
        ] {
            assert_eq!(Bound::size(json), size, "{json}");
        }
    }
}
