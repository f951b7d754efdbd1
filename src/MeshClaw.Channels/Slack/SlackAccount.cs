namespace MeshClaw.Channels.Slack;

/// <summary>Who the bot's token belongs to.</summary>
/// <param name="Team">The workspace: <c>T…</c>.</param>
/// <param name="User">The bot's user.</param>
/// <param name="Name">Its name, and the workspace's.</param>
/// <param name="Link">Where people find it; null where Slack does not say.</param>
internal sealed record SlackAccount(string Team, string User, string Name, Uri? Link)
{
    /// <summary>Asks Slack.</summary>
    public static async Task<SlackAccount> ReadAsync(SlackApi api, CancellationToken cancellationToken)
    {
        var who = await api.ReadAsync("auth.test", [], SlackJson.Default.SlackAuthAnswer, cancellationToken);
        return who is { TeamId: { Length: > 0 } team, UserId: { Length: > 0 } user }
            ? new SlackAccount(
                team,
                user,
                $"{who.User ?? user} ({who.Team ?? team})",
                new Uri(
                    $"https://slack.com/app_redirect?team={Uri.EscapeDataString(team)}&channel={Uri.EscapeDataString(user)}"
                )
            )
            : throw SlackErrors.Nonsense("auth.test");
    }

    /// <summary>Asks for the address of a new connection, which serves once.</summary>
    public static async Task<Uri> OpenAsync(SlackApi api, CancellationToken cancellationToken)
    {
        var opened = await api.WriteAsync(
            "apps.connections.open",
            [],
            SlackJson.Default.SlackConnectionAnswer,
            cancellationToken,
            SlackApi.AppToken
        );
        return api.Places.Own(opened.Url, "ws") ?? throw SlackErrors.Nonsense("apps.connections.open");
    }
}
