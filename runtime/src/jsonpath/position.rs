//! Positions and slices of the elements of an array.

pub(super) fn at(children: &[usize], position: i64) -> Option<usize> {
    let position = match usize::try_from(position) {
        Ok(position) => position,
        Err(_) => children.len().checked_sub(usize::try_from(position.unsigned_abs()).ok()?)?,
    };
    children.get(position).copied()
}

/// Slices of RFC 9535, 2.3.4.2.2.
pub(super) fn slice(
    children: &[usize],
    start: Option<i64>,
    end: Option<i64>,
    step: i64,
    out: &mut Vec<usize>,
) {
    let len = i64::try_from(children.len()).unwrap_or(i64::MAX);
    let normal =
        |position: i64| if position >= 0 { position } else { len.saturating_add(position) };
    let mut take =
        |position: i64| out.extend(usize::try_from(position).ok().map(|at| children[at]));
    if step > 0 {
        let upper = normal(end.unwrap_or(len)).clamp(0, len);
        let mut position = normal(start.unwrap_or(0)).clamp(0, len);
        while position < upper {
            take(position);
            position = position.saturating_add(step);
        }
    } else if step < 0 {
        let lower = end.map_or(-1, |end| normal(end).clamp(-1, len - 1));
        let mut position = normal(start.unwrap_or(len - 1)).clamp(-1, len - 1);
        while position > lower {
            take(position);
            position = position.saturating_add(step);
        }
    }
}
