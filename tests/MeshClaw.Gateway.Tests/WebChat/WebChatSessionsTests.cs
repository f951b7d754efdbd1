using MeshClaw.Gateway.Features.WebChat;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.WebChat;

/// <summary>How long codes and sessions serve.</summary>
public sealed class WebChatSessionsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WebChatSessions _sessions;

    public WebChatSessionsTests() => _sessions = new WebChatSessions(_time);

    public void Dispose() => _sessions.Dispose();

    [Fact]
    public void A_code_serves_once_and_for_two_minutes()
    {
        var (one, _) = _sessions.NewCode();
        var (two, _) = _sessions.NewCode();
        Assert.Equal((43, 43), (one.Length, two.Length));

        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.True(_sessions.Take(one));
        Assert.False(_sessions.Take(one));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_sessions.Take(two));
    }

    [Fact]
    public void A_session_in_which_nothing_is_done_ends_after_twelve_hours_and_looking_on_does_not_count()
    {
        var used = $"Bearer {_sessions.Open()}";
        var watched = $"Bearer {_sessions.Open()}";
        var session = _sessions.Find(watched, isUse: false)!; // Opened just now.
        for (var hour = 0; hour < 12; hour++)
        {
            Assert.NotNull(_sessions.Find(used, isUse: true));
            Assert.NotNull(_sessions.Find(watched, isUse: false));
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.NotNull(_sessions.Find(used, isUse: true));
        Assert.Null(_sessions.Find(watched, isUse: true));
        Assert.True(session.Ended.IsCompleted);
    }

    [Fact]
    public void Where_there_are_many_the_one_that_rested_longest_ends()
    {
        var first = $"Bearer {_sessions.Open()}";
        _time.Advance(TimeSpan.FromMinutes(1));
        var others = Enumerable.Range(0, 16).Select(_ => $"Bearer {_sessions.Open()}").ToList();

        Assert.Null(_sessions.Find(first, isUse: true));
        Assert.All(others, o => Assert.NotNull(_sessions.Find(o, isUse: true)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic TOKEN")]
    [InlineData("Bearer TOKEN ")]
    public void A_wrong_token_is_none(string header)
    {
        var token = _sessions.Open();
        Assert.Null(_sessions.Find(header.Replace("TOKEN", token, StringComparison.Ordinal), isUse: true));
    }

    [Fact]
    public void All_are_ended_at_once()
    {
        var token = $"Bearer {_sessions.Open()}";
        var (code, _) = _sessions.NewCode();

        _sessions.RevokeAll();

        Assert.Null(_sessions.Find(token, isUse: true));
        Assert.False(_sessions.Take(code));
    }
}
