//! The order of findings, which is that of the enum, of lists and of the page.

use std::collections::BTreeMap;

use crate::page::{Page, Problem};

/// Findings by their names.
pub(crate) type Pages = BTreeMap<String, Page>;

/// Names of findings, each with those that say that they come after it.
type Followers<'a> = BTreeMap<Option<&'a str>, Vec<&'a str>>;

/// Sorts by rule and name, those without a rule last; but a finding that says after which one it comes
/// stands behind that. Returns the name and the mistake of one that cannot be placed.
pub(crate) fn in_order(pages: &Pages) -> Result<Vec<&str>, (String, Problem)> {
    let mut followers = Followers::new();
    for (code, page) in pages {
        let after = page.after.as_ref().map(|(_, after)| after.as_str());
        followers.entry(after).or_default().push(code);
    }
    if let Some(first) = followers.get_mut(&None) {
        first.sort_by_key(|code| (pages[*code].rule.is_empty(), &pages[*code].rule));
    }
    let mut order = Vec::with_capacity(pages.len());
    place(None, &followers, &mut order);
    for (code, page) in pages {
        if let Some((line, after)) = &page.after
            && !order.contains(&code.as_str())
        {
            let message = format!("`after: {after}` leads to no finding that has a place");
            return Err((code.clone(), Problem::new(*line, message)));
        }
    }
    Ok(order)
}

fn place<'a>(after: Option<&'a str>, followers: &Followers<'a>, order: &mut Vec<&'a str>) {
    for code in followers.get(&after).into_iter().flatten() {
        order.push(code);
        place(Some(code), followers, order);
    }
}
