//! The order of steps: what each of them waits for.

use crate::model::{Action, Step};

/// Says for each step which steps have to end before it starts.
///
/// A call that changes something waits for all calls before it, so that none is sent that the order of the document would
/// not have sent; what comes after it waits for it. Calls that only read wait for nothing but what they use.
pub(super) fn order(steps: &mut [Step]) {
    let mut calls = Vec::new();
    let mut last_change = None;
    for (index, step) in steps.iter_mut().enumerate() {
        let mut after = step.reads(index);
        if let Action::Call { changes, .. } = step.action {
            if changes {
                after.extend(&calls);
                last_change = Some(index);
            } else {
                after.extend(last_change);
            }
            calls.push(index);
        }
        after.sort_unstable();
        after.dedup();
        step.after = after;
    }
}

impl Step {
    /// The earlier steps whose outputs the step at `index` uses.
    pub(in crate::lower) fn reads(&self, index: usize) -> Vec<usize> {
        let mut read = Vec::new();
        if let Action::Lookup { index, .. } = &self.action {
            read.push(*index);
        }
        self.expressions().for_each(|one| one.steps(&mut read));
        // Its own index means the element that it runs for.
        read.retain(|step| *step != index);
        read
    }
}

#[cfg(test)]
mod tests {
    use super::order;
    use crate::model::{Action, Expr, Step};
    use crate::text::Span;

    fn call(changes: bool, uses: &[usize]) -> Step {
        let bindings = uses.iter().map(|step| Expr::Step(*step, Vec::new())).collect();
        let action = Action::Call { upstream: 0, operation: 0, bindings, changes };
        Step {
            name: String::new(),
            after: Vec::new(),
            action,
            condition: None,
            each: None,
            fallback: None,
            span: Span::START,
        }
    }

    #[test]
    fn reads_wait_for_what_they_use_and_changes_for_everything() {
        let find = Action::Lookup {
            index: 1,
            member: String::new(),
            wanted: Expr::Step(0, Vec::new()),
            fields: Vec::new(),
        };
        let find = Step { action: find, ..call(false, &[]) };
        let mut steps = [
            call(false, &[]),
            call(false, &[]),
            find,
            call(true, &[2]),
            call(false, &[]),
            call(true, &[]),
        ];
        order(&mut steps);
        let after: Vec<&[usize]> = steps.iter().map(|step| step.after.as_slice()).collect();
        let wanted: [&[usize]; 6] = [&[], &[], &[0, 1], &[0, 1, 2], &[3], &[0, 1, 3, 4]];
        assert_eq!(after, wanted);
    }
}
