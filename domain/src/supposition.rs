//! What if: facts with answers that nobody has given.

use crate::classification::{Facts, Origin, Question};
use crate::evaluation::Rejection;
use crate::issue::Issue;
use crate::subject::{Answer, apply_answer, not_asked};

/// The facts as they would be if somebody gave these answers. Nobody does, so no document, cause or name of a unit is
/// needed, and nothing is recorded.
///
/// # Errors
/// A [`Rejection`] when two answers are to one question, or one to a question that does not arise; the field of each
/// issue is `answers.N.question`, counted from one.
pub fn suppose(facts: &Facts, answers: &[Answer]) -> Result<Facts, Rejection> {
    let mut supposed = facts.clone();
    let mut issues = Vec::new();
    for (position, answer) in answers.iter().enumerate() {
        let question = answer.question();
        let field = format!("answers.{}.question", position + 1);
        if answers.iter().take(position).any(|earlier| earlier.question() == question) {
            let message = format!("“{}”只能假设一个答案", question.label());
            issues.push(Issue::new(field, "answered_twice", message));
        } else if question == Question::OneProject && facts.possible_parts.is_none() {
            issues.push(not_asked(field));
        }
        apply_answer(&mut supposed, answer, Origin::Stated { field: "假设的答复".to_owned() });
    }
    if issues.is_empty() { Ok(supposed) } else { Err(Rejection::invalid("第三条", issues)) }
}
