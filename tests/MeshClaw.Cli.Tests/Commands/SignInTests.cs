using System.Text.Json;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Commands;

public sealed class SignInTests
{
    private static readonly SignInResponse s_started = new()
    {
        Id = "0a1b",
        Address = "https://login.example/device",
        Code = "WDJB-MJHT",
        Expires = new DateTimeOffset(2026, 11, 23, 8, 15, 0, TimeSpan.Zero),
    };

    [Fact]
    public async Task The_code_is_shown_and_the_connection_answered_once_somebody_signed_in()
    {
        await using var gateway = FakeGateway.Start();
        gateway.Answer("POST /v1/sign-ins", s_started, ProtocolJson.Default.SignInResponse);
        gateway.Answer("GET /v1/sign-ins/0a1b", s_started, ProtocolJson.Default.SignInResponse);
        gateway.Answer(
            "GET /v1/sign-ins/0a1b",
            s_started with
            {
                Connected = new ConnectResponse("mail/work", 7, 3, "inbox", []),
            },
            ProtocolJson.Default.SignInResponse
        );

        var run = await ConnectAsync(
            gateway,
            "--user",
            "ana@outlook.example",
            "--oauth",
            "microsoft",
            "--client-id",
            "c1"
        );

        Assert.Equal(0, run.Code);
        Assert.Contains("https://login.example/device", run.Error, StringComparison.Ordinal);
        Assert.Contains("WDJB-MJHT", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("mail/work works: 7 folders, 3 messages", run.Output, StringComparison.Ordinal);
        var sent = JsonSerializer.Deserialize(
            gateway.Bodies("POST /v1/sign-ins").Single(),
            ProtocolJson.Default.ConnectRequest
        );
        Assert.Equal(("microsoft", "c1", null), (sent!.OAuth, sent.ClientId, sent.Password));
    }

    [Fact]
    public async Task A_refusal_ends_with_1_and_what_to_do()
    {
        await using var gateway = FakeGateway.Start();
        gateway.Answer("POST /v1/sign-ins", s_started with { Code = null }, ProtocolJson.Default.SignInResponse);
        gateway.Answer(
            "GET /v1/sign-ins/0a1b",
            s_started with
            {
                Failure = "The sign-in at Google was refused there.",
            },
            ProtocolJson.Default.SignInResponse
        );

        var run = await ConnectAsync(gateway, "--oauth", "google");

        Assert.Equal(1, run.Code);
        Assert.Contains("was refused there", run.Error, StringComparison.Ordinal);
        Assert.Contains("curl", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    private static Task<CliRun> ConnectAsync(FakeGateway gateway, params string[] options) =>
        CliRun.RunAsync(["connect", "mail/work", "--home", gateway.Home, .. options]);
}
