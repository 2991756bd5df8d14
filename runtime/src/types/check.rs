//! The check of a value against its type, on its text and without a tree.

use std::borrow::Cow;

use super::kind::{is_of, must, names};
use super::{Constant, JsonType, Type};
use crate::json::{Decimal, JsonWriter, document, elements, members, unquote};
use crate::problem::clip;

/// The number of flaws that are reported of one value.
const MOST: usize = 10;

/// Returns the flaws of a value, each a sentence that begins with its name: `` `a.b[2]` must be an integer ``.
/// `json` is valid, and its depth is bounded. With `from_text` the value comes from a source that has texts
/// only, so that `"5"` is an integer too.
pub(crate) fn flaws(name: &str, json: &str, from_text: bool, expected: &Type) -> Vec<String> {
    let mut check = Check { path: name.to_owned(), from_text, flaws: Vec::new() };
    check.value(json.trim_ascii(), expected);
    check.flaws
}

struct Check {
    /// The place of the value that is looked at.
    path: String,
    from_text: bool,
    flaws: Vec<String>,
}

impl Check {
    fn value(&mut self, json: &str, expected: &Type) {
        if self.flaws.len() >= MOST {
            return;
        }
        let read = if self.from_text { reread(json, expected) } else { None };
        let json = read.as_deref().unwrap_or(json);
        if !expected.kinds.is_empty() && !expected.kinds.iter().any(|kind| is_of(json, *kind)) {
            return self.must(&format!("be {}", names(expected.kinds)), json);
        }
        if !expected.values.is_empty() && !expected.values.iter().any(|one| one.is(json)) {
            return self.must(&format!("be {}", listed(expected.values)), json);
        }
        match json.as_bytes().first() {
            Some(b'"') => self.text(json, expected),
            Some(b'[') => self.array(json, expected),
            Some(b'{') => self.object(json, expected),
            Some(b'-' | b'0'..=b'9') => self.number(json, expected),
            _ => {}
        }
    }

    fn number(&mut self, json: &str, expected: &Type) {
        let Some(number) = Decimal::parse(json) else { return };
        type Holds = fn(&Decimal<'_>, &Decimal<'_>) -> bool;
        let bounds: [(&Option<Decimal<'_>>, &str, Holds); 5] = [
            (&expected.minimum, "be at least", |one, bound| one >= bound),
            (&expected.maximum, "be at most", |one, bound| one <= bound),
            (&expected.exclusive_minimum, "be more than", |one, bound| one > bound),
            (&expected.exclusive_maximum, "be less than", |one, bound| one < bound),
            (&expected.multiple_of, "be a multiple of", |one, bound| one.is_multiple_of(bound)),
        ];
        for (bound, must, holds) in bounds {
            if let Some(bound) = bound.as_ref().filter(|bound| !holds(&number, bound)) {
                self.must(&format!("{must} {bound}"), json);
            }
        }
    }

    fn text(&mut self, json: &str, expected: &Type) {
        if expected.min_length == 0 && expected.max_length.is_none() {
            return;
        }
        let Ok(text) = unquote(json) else { return };
        let (least, most) = (expected.min_length, expected.max_length);
        self.size(text.chars().count(), least, most, "character");
    }

    fn array(&mut self, json: &str, expected: &Type) {
        let Ok(items) = elements(json) else { return };
        self.size(items.len(), expected.min_items, expected.max_items, "item");
        let Some(item) = expected.items else { return };
        for (index, element) in items.into_iter().enumerate() {
            self.below(&format!("[{index}]"), element, item);
        }
    }

    fn object(&mut self, json: &str, expected: &Type) {
        let Type { properties, required, others, closed, .. } = *expected;
        if properties.is_empty() && required.is_empty() && others.is_none() && !closed {
            return;
        }
        let Ok(Some(members)) = members(json.as_bytes()) else { return };
        for name in required {
            if !members.iter().any(|(known, _)| known == name) {
                self.tell(format!("`{}.{name}` is required", self.path));
            }
        }
        for (name, value) in members {
            let known = properties.iter().find(|(known, _)| *known == name);
            match known.map(|(_, kind)| *kind).or(others) {
                Some(kind) => self.below(&format!(".{}", clip(&name, 64)), value, kind),
                None if closed => self.unknown(&name, properties),
                None => {}
            }
        }
    }

    fn below(&mut self, step: &str, json: &str, expected: &Type) {
        let length = self.path.len();
        self.path.push_str(step);
        self.value(json, expected);
        self.path.truncate(length);
    }

    fn size(&mut self, size: usize, least: usize, most: Option<usize>, what: &str) {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        if size < least {
            let message =
                format!("`{}` must have at least {least} {what}{}", self.path, plural(least));
            self.tell(message);
        }
        if let Some(most) = most.filter(|most| size > *most) {
            let message =
                format!("`{}` must have at most {most} {what}{}", self.path, plural(most));
            self.tell(message);
        }
    }

    fn must(&mut self, sentence: &str, found: &str) {
        self.tell(must(&self.path, sentence, found));
    }

    fn unknown(&mut self, name: &str, properties: &'static [(&'static str, &'static Type)]) {
        let known = properties.iter().map(|(known, _)| *known);
        let name = clip(name, 64);
        let hint = crate::problem::nearest(&name, known);
        let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        self.tell(format!("`{}.{name}` is not taken{hint}", self.path));
    }

    fn tell(&mut self, flaw: String) {
        if self.flaws.len() < MOST {
            self.flaws.push(flaw);
        }
    }
}

/// Returns the JSON that a text contains, when the expected type is not a text.
fn reread<'j>(json: &'j str, expected: &Type) -> Option<Cow<'j, str>> {
    let text = unquote(json).ok()?;
    let is_text = |value: &Constant| matches!(value, Constant::String(_));
    let wants_text = match expected.kinds {
        [] => expected.values.is_empty() || expected.values.iter().any(is_text),
        kinds => kinds.contains(&JsonType::String),
    };
    (!wants_text && document(text.as_bytes()).is_ok()).then_some(text)
}

/// `one of "a", "b"`.
fn listed(values: &[Constant]) -> String {
    const SHOWN: usize = 20;
    let shown = |one: &Constant| {
        let mut out = JsonWriter::new();
        one.write(&mut out);
        clip(&String::from_utf8_lossy(&out.finish()), 60)
    };
    match values {
        [only] => shown(only),
        all => {
            let mut texts: Vec<String> = all.iter().take(SHOWN).map(shown).collect();
            if all.len() > SHOWN {
                texts.push("…".to_owned());
            }
            format!("one of {}", texts.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Constant, Decimal, JsonType, Type, flaws};

    static ITEM: Type = Type {
        kinds: &[JsonType::Object],
        properties: &[
            (
                "kind",
                &Type {
                    values: &[Constant::String("a"), Constant::String("b"), Constant::Null],
                    ..Type::ANY
                },
            ),
            (
                "size",
                &Type { kinds: &[JsonType::Integer], minimum: Decimal::parse("1"), ..Type::ANY },
            ),
            ("name", &Type { kinds: &[JsonType::String], max_length: Some(2), ..Type::ANY }),
        ],
        required: &["kind"],
        closed: true,
        ..Type::ANY
    };
    static LIST: Type =
        Type { kinds: &[JsonType::Array], items: Some(&ITEM), max_items: Some(3), ..Type::ANY };

    #[test]
    fn everything_wrong_is_told_with_its_place() {
        assert_eq!(
            flaws("x", r#"[{"kind":"a","size":1.0,"name":"\u00e9\ud83d\ude00"}]"#, false, &LIST),
            [""; 0]
        );
        assert_eq!(flaws("x", "{}", false, &LIST), ["`x` must be an array, not an object"]);
        assert_eq!(
            flaws(
                "x",
                r#"[{"kind":"c","size":0},{"siz":1,"name":"abc"},{"kind":null,"size":1.5},7]"#,
                false,
                &LIST
            ),
            [
                "`x` must have at most 3 items",
                "`x[0].kind` must be one of \"a\", \"b\", null, not \"c\"",
                "`x[0].size` must be at least 1, not 0",
                "`x[1].kind` is required",
                "`x[1].siz` is not taken; did you mean `size`?",
                "`x[1].name` must have at most 2 characters",
                "`x[2].size` must be an integer, not 1.5",
                "`x[3]` must be an object, not 7",
            ]
        );
    }

    #[test]
    fn a_member_that_no_value_fits_is_to_be_left_out() {
        static CLOSED: Type = Type {
            properties: &[("old", &Type::NEVER), ("weight", &Type::ANY)],
            closed: true,
            ..Type::ANY
        };
        assert_eq!(
            flaws("x", r#"{"old":1,"weight":2,"weigh":3}"#, false, &CLOSED),
            ["`x.old` must be left out, not 1", "`x.weigh` is not taken; did you mean `weight`?"]
        );
        static NONE: Type = Type { closed: true, ..Type::ANY };
        assert_eq!(flaws("x", r#"{"a":1}"#, false, &NONE), ["`x.a` is not taken"]);
        assert_eq!(flaws("x", "{}", false, &NONE), [""; 0]);
    }
}
