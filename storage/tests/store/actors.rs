//! Actors and their tokens.

use domain::actor::{Actor, Role};
use domain::id::ActorId;
use futures::FutureExt;
use sea_orm::ConnectionTrait;
use storage::{Store, StoreError, actors};
use uuid::Uuid;

use crate::store::support::{TestError, act, moment};

fn actor(number: u128, role: Role) -> Actor {
    Actor {
        id: ActorId(Uuid::from_u128(number)),
        post: format!("{}经办", role.label()),
        role,
        organisation: "云溪区".to_owned(),
        known_as: Vec::new(),
    }
}

async fn insert(store: &Store, actor: Actor, token: &'static str) -> Result<i64, TestError> {
    store
        .write(act(move |transaction| {
            let actor = actor.clone();
            async move {
                actors::insert(transaction, &actor, token, moment()).await?;
                Ok(0)
            }
            .boxed()
        }))
        .await
}

on_both_engines! {
    async fn every_role_comes_back_as_it_went_in(database) {
        let store = database.open().await;
        let tokens = ["t1", "t2", "t3", "t4", "t5", "t6", "t7"];
        let expected: Vec<Actor> = (1..).zip(Role::ALL).map(|(number, role)| actor(number, role)).collect();
        for (actor, token) in expected.iter().zip(tokens) {
            insert(&store, actor.clone(), token).await.unwrap();
        }
        for (actor, token) in expected.iter().zip(tokens) {
            assert_eq!(actors::find_by_token(store.reader(), token).await.unwrap().as_ref(), Some(actor));
            assert_eq!(actors::find(store.reader(), actor.id).await.unwrap().as_ref(), Some(actor));
        }
        let mut listed = actors::list(store.reader()).await.unwrap();
        listed.sort_by_key(|actor| actor.id);
        assert_eq!(listed, expected);
        let wanted = [expected[4].id, expected[1].id, expected[4].id, ActorId(Uuid::from_u128(99))];
        let found = actors::find_many(store.reader(), &wanted).await.unwrap();
        assert_eq!(found, [expected[1].clone(), expected[4].clone()]);
        assert_eq!(actors::find_many(store.reader(), &[]).await.unwrap(), []);
        store.close().await.unwrap();
    }

    async fn a_wrong_token_finds_nobody_and_the_stored_hash_is_no_token(database) {
        let store = database.open().await;
        insert(&store, actor(1, Role::Expert), "secret").await.unwrap();
        let row = store
            .reader()
            .query_one_raw(sea_orm::Statement::from_string(
                store.reader().get_database_backend(),
                "SELECT token_hash FROM actors",
            ))
            .await
            .unwrap()
            .unwrap();
        let hash: String = row.try_get("", "token_hash").unwrap();
        assert!(!hash.contains("secret"));
        for token in ["", "Secret", "secret ", hash.as_str(), "' OR '1'='1"] {
            assert_eq!(actors::find_by_token(store.reader(), token).await.unwrap(), None, "{token}");
        }
        store.close().await.unwrap();
    }

    async fn a_second_actor_with_the_same_id_or_token_is_refused(database) {
        let store = database.open().await;
        insert(&store, actor(1, Role::Expert), "one").await.unwrap();
        for (number, token) in [(1, "two"), (2, "one")] {
            let refusal = insert(&store, actor(number, Role::Deputy), token).await.unwrap_err();
            assert!(matches!(&refusal, TestError::Store(StoreError::Constraint(_))), "{refusal:?}");
        }
        assert_eq!(actors::list(store.reader()).await.unwrap(), [actor(1, Role::Expert)]);
        store.close().await.unwrap();
    }

    async fn a_role_that_nobody_knows_is_corrupt(database) {
        let store = database.open().await;
        insert(&store, actor(1, Role::Expert), "one").await.unwrap();
        database.execute("UPDATE actors SET role = 'emperor'").await;
        let refusal = actors::find_by_token(store.reader(), "one").await.unwrap_err();
        assert!(matches!(refusal, StoreError::Corrupt { .. }), "{refusal:?}");
        store.close().await.unwrap();
    }
}
