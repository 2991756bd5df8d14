//! Whole numbers of settings.

/// The number of `text`, which is the value of `name`; otherwise why it is none. A near miss is not guessed:
/// `+5`, `5 MB` and `1e3` may mean something else than they seem to.
pub(crate) fn whole(
    name: &str,
    text: &str,
    least: usize,
    most: usize,
) -> Result<usize, &'static str> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        return Err(flaw(name, text));
    }
    match text.parse::<usize>() {
        Ok(0) if least > 0 => Err("0 would be none at all"),
        Ok(number) if number < least => Err("it is too small"),
        Ok(number) if number <= most => Ok(number),
        _ => Err("it is too large"),
    }
}

fn flaw(name: &str, text: &str) -> &'static str {
    let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
    match text.bytes().next() {
        None => "it is empty; leave it unset for the default",
        _ if text.trim() != text => "there is white space around it",
        Some(b'+' | b'-') => "it has a sign",
        Some(b'0'..=b'9') if text.bytes().any(|byte| b".,_ '".contains(&byte)) => {
            "only digits are taken"
        }
        Some(_) if !has_digits => "it has no digits",
        _ if name.ends_with("_BYTES") => "units are not taken, it is in bytes",
        _ if name.ends_with("_MS") => "units are not taken, it is in milliseconds",
        _ => "only digits are taken",
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn what_is_nearly_a_number_is_refused() {
        for (text, flaw) in [
            ("", "it is empty; leave it unset for the default"),
            (" 5", "there is white space around it"),
            ("5\n", "there is white space around it"),
            ("+5", "it has a sign"),
            ("-5", "it has a sign"),
            ("1.5", "only digits are taken"),
            ("1_000", "only digits are taken"),
            ("1,000", "only digits are taken"),
            ("4MB", "units are not taken, it is in bytes"),
            ("0x10", "units are not taken, it is in bytes"),
            ("1e3", "units are not taken, it is in bytes"),
            ("many", "it has no digits"),
            ("٥", "it has no digits"),
            ("0", "0 would be none at all"),
            ("1", "it is too small"),
            ("101", "it is too large"),
            ("99999999999999999999999", "it is too large"),
        ] {
            assert_eq!(whole("A_BYTES", text, 2, 100), Err(flaw), "{text}");
        }
        assert_eq!(whole("A_MS", "5s", 2, 100), Err("units are not taken, it is in milliseconds"));
        assert_eq!(whole("A_MS", "007", 2, 100), Ok(7));
        assert_eq!(whole("A", "0", 0, 100), Ok(0));
    }
}
