namespace MeshClaw.Channels.Slack;

/// <summary>Who we are: what comes for anybody else is not ours to read.</summary>
/// <param name="Team">The workspace where the app is installed: <c>T…</c>.</param>
/// <param name="User">The bot's user in it: <c>U…</c>.</param>
/// <param name="App">The app: <c>A…</c>; as Slack says at the beginning of a connection.</param>
internal sealed record SlackIdentity(string Team, string User, string App);
