//! Query strings.

use std::borrow::Cow;

use crate::request::decode;

/// Decoded names and values, in order.
pub(crate) type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// The pairs of a query; `None` when one is not UTF-8.
pub(crate) fn parse(query: Option<&str>) -> Option<Pairs<'_>> {
    let Some(query) = query.filter(|query| !query.is_empty()) else {
        return Some(Pairs::new());
    };
    query
        .split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            Some((text(name)?, text(value)?))
        })
        .collect()
}

/// A plus sign is a blank, as browsers write it.
fn text(encoded: &str) -> Option<Cow<'_, str>> {
    if encoded.contains('+') {
        let blanks = encoded.replace('+', " ");
        return decode(&blanks).map(|text| Cow::Owned(text.into_owned()));
    }
    decode(encoded)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn pairs_are_decoded() {
        let pairs = parse(Some("a=1&b=x%20y+z&c&&d=%26%3D&e%5B%5D=%2B")).expect("UTF-8");
        let pairs: Vec<(&str, &str)> =
            pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(pairs, [("a", "1"), ("b", "x y z"), ("c", ""), ("d", "&="), ("e[]", "+")]);
        assert!(parse(Some("a=%FF")).is_none());
        assert_eq!(parse(None).map(|pairs| pairs.len()), Some(0));
    }
}
