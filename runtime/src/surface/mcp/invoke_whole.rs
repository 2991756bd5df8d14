//! Functions whose answers are looked at before they are passed on.

use crate::argument::RawArguments;
use crate::content::Content;
use crate::invoke::{InvokeError, Outcome, invoke};
use crate::tables::Function;
use crate::upstream::{Context, State};

/// Runs a function and reads all of the answer.
pub(super) async fn invoke_whole(
    state: &State,
    function: &'static Function,
    inputs: &RawArguments<'_>,
    context: &Context,
) -> Result<Outcome<Content>, InvokeError> {
    Ok(match invoke(state, function, inputs, context).await? {
        Outcome::Answered(answer) => {
            let content = answer.read(&state.memory().answers).await;
            let logged = |error| InvokeError::Call(error).logged(function, context);
            Outcome::Answered(content.map_err(logged)?)
        }
        Outcome::Made { document, from } => Outcome::Made { document, from },
    })
}
