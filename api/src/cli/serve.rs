//! `quanheng serve`: the HTTP server, until it is told to stop.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::TimeDelta;
use poem::Server;
use poem::listener::{Acceptor, Listener, TcpListener};
use tokio::signal::unix::{SignalKind, signal};

use super::{Ending, Failure, block_on, checked, note, open, system_reason};
use crate::app::App;
use crate::config::{Listening, Settings};
use crate::{http, telemetry};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    listening: Listening,
}

pub(super) fn run(arguments: Arguments) -> Result<Ending, Failure> {
    let settings = checked(arguments.settings)?;
    let listening = checked(arguments.listening)?;
    telemetry::start("info,sqlx=warn,sea_orm_migration=warn");
    block_on(async {
        let app = open(&settings).await?;
        sweep_uploads(&app).await;
        let (address, serving) = bind(app.clone(), listening, asked_to_stop()?).await?;
        note(format_args!("服务已启动：http://{address}/ ，接口说明：http://{address}/api/docs"));
        let served = serving.await;
        app.store().close().await?;
        served?;
        note(format_args!("服务已停止"));
        Ok(Ending::Fine)
    })
}

/// Removes what broken-off uploads left behind. One that another server is receiving now is younger than a day.
async fn sweep_uploads(app: &App) {
    let yesterday = app.context().now() - TimeDelta::days(1);
    match app.blobs().sweep(yesterday).await {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "broken-off uploads removed"),
        // They cost room, not correctness, so the server starts all the same.
        Err(error) => tracing::warn!(%error, "broken-off uploads could not be removed"),
    }
}

/// Binds the address and returns it with the server, which runs when it is awaited and ends after `stop`.
pub(super) async fn bind(
    app: App,
    listening: Listening,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(SocketAddr, impl Future<Output = Result<(), Failure>>), Failure> {
    let refused = |error: std::io::Error| {
        let reason = system_reason(&error);
        let detail = format!("{}无法监听：{reason}。可用 --listen 另选地址和端口", listening.listen);
        Failure(detail)
    };
    let acceptor = TcpListener::bind(listening.listen).into_acceptor().await.map_err(refused)?;
    let address = acceptor
        .local_addr()
        .into_iter()
        .find_map(|address| address.as_socket_addr().copied())
        .unwrap_or(listening.listen);
    let routes = http::routes(app);
    let patience = Some(Duration::from_secs(listening.shutdown_seconds));
    let serving = async move {
        Server::new_with_acceptor(acceptor)
            .run_with_graceful_shutdown(routes, stop, patience)
            .await
            .map_err(Failure::from)
    };
    Ok((address, serving))
}

/// Resolves when the process is told to stop, by SIGTERM or from the keyboard.
pub(super) fn asked_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}
