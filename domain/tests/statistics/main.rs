//! The statistics of a panel from outside: published examples, figures of another program, and what is not defined.

#[cfg(test)]
mod any_panel;
#[cfg(test)]
mod influence;
#[cfg(test)]
mod other_package;
#[cfg(test)]
mod published;
#[cfg(test)]
mod undefined;
#[cfg(test)]
mod world;
#[cfg(test)]
mod year;
