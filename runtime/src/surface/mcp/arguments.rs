//! MCP: the members of a tool's arguments.

use bytes::Bytes;

use crate::argument::DEPTH;
use crate::argument::{RawArguments, RawValue};
use crate::json::{MembersError, depth_within, explain, members};
use crate::parameter::Parameter;
use crate::problem::Problem;

/// The values of all parameters. `arguments` is valid JSON, a part of `source`.
pub(crate) fn bind<'a>(
    parameters: &'static [Parameter],
    arguments: Option<&'a str>,
    source: &'a Bytes,
) -> RawArguments<'a> {
    let mut inputs = RawArguments::new(parameters, source);
    if let Some(arguments) = arguments {
        bind_members(parameters, arguments, &mut inputs);
    }
    inputs.check();
    inputs
}

fn bind_members<'a>(
    parameters: &'static [Parameter],
    arguments: &'a str,
    inputs: &mut RawArguments<'a>,
) {
    if !depth_within(arguments.as_bytes(), DEPTH) {
        let message = format!("the arguments are nested deeper than {DEPTH} levels");
        inputs.refuse(Problem::new("arguments", message));
        return;
    }
    let members = match members(arguments.as_bytes()) {
        Ok(members) => members.unwrap_or_default(),
        Err(MembersError::Duplicate(key)) => {
            inputs.refuse(Problem::repeated(&key, 2));
            return;
        }
        Err(MembersError::Syntax) => {
            let error = explain(arguments.as_bytes());
            inputs.refuse(Problem::new("arguments", error.to_string()));
            return;
        }
    };
    for (name, raw) in members {
        let Some(index) = parameters.iter().position(|known| known.name == name) else {
            let known = parameters.iter().map(|known| known.name);
            inputs.unknown("argument", &name, known);
            continue;
        };
        inputs.slots[index] = RawValue::Json(raw);
    }
}

#[cfg(test)]
mod tests {
    use super::bind;
    use crate::parameter::{Kind, Parameter, Place};
    use crate::problem::Problem;
    use bytes::Bytes;

    const fn parameter(name: &'static str, kind: Kind, required: bool) -> Parameter {
        Parameter {
            name,
            kind,
            required,
            place: Place::Argument,
            header: None,
            bounds: None,
            default: None,
        }
    }

    static PARAMETERS: [Parameter; 7] = [
        parameter("job_id", Kind::String, true),
        parameter("page", Kind::Integer, false),
        parameter("amount", Kind::Number, false),
        parameter("dry", Kind::Boolean, false),
        parameter("tags", Kind::Array, false),
        parameter("body", Kind::Object, false),
        parameter("any", Kind::Any, false),
    ];

    fn problems(arguments: &str) -> Vec<String> {
        let source = Bytes::copy_from_slice(arguments.as_bytes());
        let text = std::str::from_utf8(&source).expect("UTF-8");
        let inputs = bind(&PARAMETERS, Some(text), &source);
        inputs.problems.iter().map(|problem: &Problem| problem.message().to_owned()).collect()
    }

    #[test]
    fn the_obvious_is_coerced() {
        for arguments in [
            r#"{"job_id":"a"}"#,
            r#"{"job_id":5,"page":"5","amount":"0.5","dry":"true"}"#,
            r#"{"job_id":"a","page":1.0,"tags":"[1]","body":"{\"a\":1}","any":null}"#,
            r#"{"job_id":"a","page":null,"body":null}"#,
        ] {
            assert_eq!(problems(arguments), Vec::<String>::new(), "{arguments}");
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        assert_eq!(
            problems(r#"{"jobid":"x","page":"abc","amount":"12e","dry":1,"tags":{},"body":[1]}"#),
            [
                "unknown argument `jobid`; did you mean `job_id`?",
                "`job_id` is required",
                "`page` must be an integer, not \"abc\"",
                "`amount` must be a number, not \"12e\"",
                "`dry` must be true or false, not 1",
                "`tags` must be an array, not an object",
                "`body` must be an object, not an array",
            ]
        );
        assert_eq!(problems(r#"{"job_id":null}"#), ["`job_id` is required"]);
        assert_eq!(problems(r#"{"job_id":{}}"#), ["`job_id` must be a string, not an object"]);
        assert_eq!(
            problems(r#"{"job_id":"a","page":99999999999999999999}"#),
            ["`page` must be an integer between -9223372036854775808 and 9223372036854775807"]
        );
        assert_eq!(
            problems(r#"{"job_id":"a","job_id":"b"}"#),
            ["`job_id` was given 2 times; give it once"]
        );
        let deep = format!(r#"{{"job_id":"a","any":{}1{}}}"#, "[".repeat(200), "]".repeat(200));
        let many: Vec<String> = (0..100_000).map(|n| format!("\"x{n}\":0")).collect();
        let many = problems(&format!("{{\"job_id\":\"a\",{}}}", many.join(",")));
        assert_eq!(many.len(), 21);
        assert_eq!(many[20], "more than 20 names are unknown");
        assert_eq!(problems(&deep)[0], "the arguments are nested deeper than 128 levels");
    }
}
