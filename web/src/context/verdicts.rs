use std::collections::HashMap;
use std::rc::Rc;

use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{ContextVerdict, Evaluation};
use yew::prelude::*;

use crate::evaluator::use_asking;
use crate::same::Same;

/// What becomes of each path that shows, asked anew with each evaluation. Until the answer is there the former one
/// stays, so nothing flickers while folders open.
#[hook]
pub fn use_verdicts(
    paths: Rc<Vec<String>>,
    evaluation: &Same<Evaluation>,
) -> Rc<HashMap<String, ContextVerdict>> {
    let evaluator = use_asking();
    let known = use_state(|| Rc::new(HashMap::new()));
    {
        let known = known.setter();
        use_effect_with((paths, evaluation.clone()), move |(paths, _)| {
            let asked = paths.clone();
            let take = move |answer| {
                if let Answer::ContextVerdicts(verdicts) = answer {
                    let pairs = asked.iter().cloned().zip(verdicts);
                    known.set(Rc::new(pairs.filter_map(|(path, verdict)| Some((path, verdict?))).collect()));
                }
            };
            evaluator.ask(Question::ContextVerdicts(paths.to_vec()), Callback::from(take));
        });
    }
    (*known).clone()
}
