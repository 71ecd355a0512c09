//! Who acts: tokens, and the people that commands name.

use domain::actor::{Actor, Role};
use domain::evaluation::Person;
use domain::id::ActorId;
use domain::issue::Issue;
use domain::policy::{Action, Relation};
use storage::{Operation, StoreError, WriteTransaction, actors, organisations};

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
    /// The actor who holds `token`, with every name by which the directory knows their organisation.
    ///
    /// # Errors
    /// Store errors.
    pub async fn recognise(&self, token: &str) -> Result<Option<Actor>, AppError> {
        let reader = self.store().reader();
        let Some(mut actor) = actors::find_by_token(reader, token).await? else { return Ok(None) };
        let possible = Relation::possible_for(actor.role);
        // Who acts in person, as experts do all at once when they score, needs no name of an organisation.
        if possible.applied || possible.organises || possible.commissioned {
            actor.known_as = organisations::names_of(reader, &actor.organisation).await?;
        }
        Ok(Some(actor))
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
            known_as: Vec::new(),
        };
        let token = self.context().secret();
        let operation = AddActors { actors: vec![(actor.clone(), token.clone())], at: self.context().now() };
        self.store().write(operation).await?;
        Ok((actor, token))
    }

    /// All actors, for those who choose people.
    ///
    /// # Errors
    /// [`AppError::Rule`] for those who choose nobody; store errors.
    pub async fn actors(&self, reader: &Actor) -> Result<Vec<Actor>, AppError> {
        self.reserve(reader, Action::OpenEvaluation, "第二十二条", "查阅人员名单")?;
        Ok(actors::list(self.store().reader()).await?)
    }

    /// The people with these identities who may sit in a working group, in order.
    ///
    /// # Errors
    /// [`AppError::Shape`] naming everybody who is unknown or of a role that sits in no group; store errors.
    pub async fn group_members(&self, field: &str, ids: &[ActorId]) -> Result<Vec<Person>, AppError> {
        self.seated(field, ids, "工作组成员", |possible| possible.in_working_group).await
    }

    /// The experts with these identities, in order.
    ///
    /// # Errors
    /// [`AppError::Shape`] naming everybody who is unknown or no expert; store errors.
    pub async fn experts(&self, field: &str, ids: &[ActorId]) -> Result<Vec<Person>, AppError> {
        self.seated(field, ids, "评估专家", |possible| possible.on_panel).await
    }

    /// The deputy or member with this identity.
    ///
    /// # Errors
    /// [`AppError::Shape`] when they are unknown or no deputy; store errors.
    pub async fn deputy(&self, field: &str, id: ActorId) -> Result<Person, AppError> {
        let found = self.seated(field, &[id], "代表、委员", |possible| possible.invited_deputy).await?;
        found.into_iter().next().ok_or(AppError::NotFound("代表、委员"))
    }

    async fn seated(
        &self,
        field: &str,
        ids: &[ActorId],
        seat: &str,
        fits: impl Fn(Relation) -> bool + Send,
    ) -> Result<Vec<Person>, AppError> {
        let known = actors::find_many(self.store().reader(), ids).await?;
        let mut seated = Vec::with_capacity(ids.len());
        let mut issues = Vec::new();
        for (index, id) in ids.iter().enumerate() {
            let place = if ids.len() == 1 { field.to_owned() } else { format!("{field}.{}", index + 1) };
            match known.iter().find(|actor| actor.id == *id) {
                None => issues.push(Issue::new(place, "unknown_person", format!("没有编号为{id}的人员"))),
                Some(actor) if fits(Relation::possible_for(actor.role)) => seated.push(Person::from(actor)),
                Some(actor) => {
                    let message =
                        format!("{}是{}人员，不能作为{seat}，请另选", actor.post, actor.role.label());
                    issues.push(Issue::new(place, "wrong_role", message));
                }
            }
        }
        if issues.is_empty() { Ok(seated) } else { Err(AppError::Shape(issues)) }
    }
}
