//! The evaluation aggregate from outside: commands in, events and states out, under the built-in rulebook.

#[cfg(test)]
mod budget;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod conditions;
#[cfg(test)]
mod contents;
#[cfg(test)]
mod days;
#[cfg(test)]
mod deadlines;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod grading;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod other_books;
#[cfg(test)]
mod path;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod random;
#[cfg(test)]
mod rounds;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod sealing;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod two_rounds;
#[cfg(test)]
mod workflow;
#[cfg(test)]
mod world;
