//! Members of what a server says, and values as people read them.

use naftiko_codegen::finding::visible;
use serde_json::Value;

/// The document in an answer.
pub(super) fn parse(body: &str) -> Result<Value, String> {
    serde_json::from_str(body).map_err(|error| format!("the answer is no JSON: {error}"))
}

/// A scalar as text that is fit for a terminal; empty for everything else.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => visible(text),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// The member `name` as text.
pub(super) fn member(value: &Value, name: &str) -> String {
    value.get(name).map(shown).unwrap_or_default()
}

/// The items of the member `name`.
pub(super) fn items<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A time in milliseconds.
pub(super) fn milliseconds(time: f64) -> String {
    match time {
        time if time < 1.0 => format!("{time:.2} ms"),
        time if time < 10.0 => format!("{time:.1} ms"),
        time if time < 1000.0 => format!("{time:.0} ms"),
        time if time < 60_000.0 => format!("{:.2} s", time / 1000.0),
        time => seconds((time / 1000.0) as u64),
    }
}

/// A time in seconds.
pub(super) fn seconds(time: u64) -> String {
    let parts =
        [(time / 86_400, "d"), (time / 3600 % 24, "h"), (time / 60 % 60, "min"), (time % 60, "s")];
    let from = parts.iter().position(|(number, _)| *number > 0).unwrap_or(3);
    let shown = parts[from..].iter().take(2).map(|(number, unit)| format!("{number} {unit}"));
    shown.collect::<Vec<_>>().join(" ")
}

/// A duration of ISO 8601 as servers write it, `PT25H3M`; as it is when it is written otherwise.
pub(super) fn duration(iso: &str) -> String {
    let total = || {
        let mut total = 0_u64;
        let mut number = String::new();
        for character in iso.strip_prefix("PT")?.chars() {
            let unit = match character {
                'H' => 3600,
                'M' => 60,
                'S' => 1,
                digit => {
                    number.push(digit);
                    continue;
                }
            };
            total = number.parse::<u64>().ok()?.checked_mul(unit)?.checked_add(total)?;
            number.clear();
        }
        number.is_empty().then_some(total)
    };
    total().map_or_else(|| visible(iso), seconds)
}

#[cfg(test)]
mod tests {
    use super::{duration, milliseconds, seconds};

    #[test]
    fn times() {
        assert_eq!(milliseconds(0.25), "0.25 ms");
        assert_eq!(milliseconds(12.4), "12 ms");
        assert_eq!(milliseconds(1500.0), "1.50 s");
        assert_eq!(milliseconds(90_000.0), "1 min 30 s");
        assert_eq!(seconds(0), "0 s");
        assert_eq!(seconds(90_061), "1 d 1 h");
    }

    #[test]
    fn durations() {
        for (iso, shown) in [
            ("PT0S", "0 s"),
            ("PT1M", "1 min 0 s"),
            ("PT25H3M", "1 d 1 h"),
            ("P1D", "P1D"),
            ("PT7", "PT7"),
        ] {
            assert_eq!(duration(iso), shown, "{iso}");
        }
    }
}
