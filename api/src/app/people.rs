//! Who acts: tokens, and the people that commands name.

use domain::actor::{Actor, Role};
use domain::id::ActorId;
use storage::{Operation, StoreError, WriteTransaction, actors};

use super::{App, AppError};

/// Adds actors with their tokens.
struct AddActors {
    actors: Vec<(Actor, String)>,
    at: chrono::DateTime<chrono::Utc>,
}

impl Operation for AddActors {
    type Output = ();
    type Error = StoreError;

    async fn apply(&self, transaction: &mut WriteTransaction<'_>) -> Result<(), StoreError> {
        for (actor, token) in &self.actors {
            actors::insert(transaction, actor, token, self.at).await?;
        }
        Ok(())
    }
}

impl App {
    /// The actor who holds `token`.
    ///
    /// # Errors
    /// Store errors.
    pub async fn recognise(&self, token: &str) -> Result<Option<Actor>, AppError> {
        Ok(actors::find_by_token(self.store().reader(), token).await?)
    }

    /// Adds an actor and returns it with a new token, which is shown this once.
    ///
    /// # Errors
    /// Store errors; [`AppError::Shape`] for a blank post or organisation.
    pub async fn add_actor(
        &self,
        post: &str,
        role: Role,
        organisation: &str,
    ) -> Result<(Actor, String), AppError> {
        let mut issues = Vec::new();
        domain::issue::require(&mut issues, "post", "岗位", post);
        domain::issue::require(&mut issues, "organisation", "单位", organisation);
        if !issues.is_empty() {
            return Err(AppError::Shape(issues));
        }
        let actor = Actor {
            id: ActorId(self.context().identifier()),
            post: post.trim().to_owned(),
            role,
            organisation: organisation.trim().to_owned(),
        };
        let token = self.context().secret();
        let operation = AddActors { actors: vec![(actor.clone(), token.clone())], at: self.context().now() };
        self.store().write(operation).await?;
        Ok((actor, token))
    }
}
