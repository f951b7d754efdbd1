using System.Collections.Concurrent;
using System.Collections.Immutable;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Secrets;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Channels;

/// <summary>Asks a platform who we are there, with what was given and nothing stored yet.</summary>
internal sealed class ChannelProbe(TimeProvider time, ILogger log)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Who we are.</summary>
    /// <exception cref="ChannelException">The platform does not say; the message tells why, and none of the secrets.</exception>
    public async Task<ChannelAccount> AskAsync(
        ChannelPlan plan,
        ISecretStore secrets,
        CancellationToken cancellationToken
    )
    {
        var title = plan.Kind.Title;
        var used = new ConcurrentBag<Secret>();
        using var patience = new CancellationTokenSource(s_patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await using var channel = plan.Kind.Create(
                new ChannelParts
                {
                    Name = plan.Config.Name,
                    Settings = plan.Config.Settings.ToImmutableDictionary(),
                    Secrets = key => Use(secrets.Find(ChannelConfig.SecretName(plan.Config.Name, key))),
                    Time = time,
                    Log = log,
                    Root = plan.Config.Root,
                }
            );
            return await channel.CheckAsync(both.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new ChannelException(
                ChannelFault.Unreachable,
                $"{title} did not answer in {s_patience.TotalSeconds} s."
            );
        }
        catch (ChannelException failure)
        {
            // Without the failure behind it: that may show what must not be seen.
            var why = Clean(failure.Message, used.Select(s => s.Reveal()));
            throw new ChannelException(failure.Fault, $"{Meaning(failure.Fault, title)}: {why}");
        }

        Secret? Use(Secret? secret)
        {
            if (secret is not null)
            {
                used.Add(secret);
            }

            return secret;
        }
    }

    /// <summary>A message without secrets: platforms repeat in their refusals what they got, and have tokens in their addresses.</summary>
    public static string Clean(string text, IEnumerable<string> secrets) =>
        secrets
            .Where(v => v.Length > 3)
            .OrderByDescending(v => v.Length)
            .Aggregate(text, (t, v) => t.Replace(v, "***", StringComparison.Ordinal));

    private static string Meaning(ChannelFault fault, string title) =>
        fault switch
        {
            ChannelFault.Refused => $"{title} does not accept what you gave",
            ChannelFault.Unreachable => $"{title} cannot be reached",
            ChannelFault.RateLimited => $"{title} wants us to wait",
            ChannelFault.Invalid or ChannelFault.WindowClosed => $"{title} does not allow it",
            ChannelFault.Unexpected => $"{title} answered what it does not document",
        };
}
