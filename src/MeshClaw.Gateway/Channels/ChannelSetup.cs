using System.Collections.Concurrent;
using System.Collections.Immutable;
using MeshClaw.Core.Audit;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Features;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// Makes and removes channels, and says how they stand. Asks the platform who we are before anything is stored; then the secrets are stored, then the
/// configuration, so that what a crash leaves is never a channel without its secrets. Does not run channels: who does, hears of <see cref="Changed"/>.
/// </summary>
internal sealed class ChannelSetup(
    GatewayOptions options,
    LiveFiles files,
    ISecretStore secrets,
    AgentCatalog agents,
    IAuditLog audit,
    ILogger<ChannelSetup> log
) : IDisposable
{
    private readonly ConcurrentDictionary<ChannelName, ChannelAccount> _accounts = [];
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>A channel was made, replaced or removed; what config.yaml and the secret store say of it is new.</summary>
    public event Action<ChannelName>? Changed;

    /// <summary>How the connection to the platform stands, from whoever runs channels: null while it is well.</summary>
    public Func<ChannelName, string?> TroubleOf { get; set; } = _ => null;

    /// <summary>Who we are on a platform; null where it has not said so.</summary>
    public ChannelAccount? AccountOf(ChannelName channel) => _accounts.GetValueOrDefault(channel);

    /// <summary>Remembers who we are on a platform, for the list.</summary>
    public void Saw(ChannelName channel, ChannelAccount account) => _accounts[channel] = account;

    /// <summary>The channels of config.yaml, by name.</summary>
    public IReadOnlyList<ChannelResponse> List()
    {
        var config = files.Config.Current;
        return
        [
            .. config
                .Channels.Values.OrderBy(c => c.Name.Value, StringComparer.Ordinal)
                .Select(c => new ChannelResponse
                {
                    Name = c.Name.Value,
                    Kind = c.Name.Kind,
                    Title = KindOf(c.Name)?.Title ?? c.Name.Kind,
                    Account = _accounts.GetValueOrDefault(c.Name)?.Name,
                    Agent = c.Agent?.Value,
                    Notify = config.Notify == c.Name,
                    Trouble = MissingOf(c.Name) ?? TroubleOf(c.Name),
                }),
        ];
    }

    /// <summary>Tries and keeps one.</summary>
    /// <exception cref="ConnectionRefusedException">The request or the configuration does not allow it.</exception>
    /// <exception cref="ChannelException">The platform does not; the message says why, without secrets.</exception>
    public async Task<ConnectChannelResponse> AddAsync(
        ConnectChannelRequest request,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var before = files.Config.Current.Channels.GetValueOrDefault(new ChannelName(request.Name ?? ""));
            var plan = PlanOf(request, before);
            var name = plan.Config.Name;
            var staged = Stage(plan);
            var account = await new ChannelProbe(options.Time, log).AskAsync(plan, staged, cancellationToken);
            Keep(plan, staged, request.Notify);
            Saw(name, account);
            Changed?.Invoke(name);
            await audit.AppendAsync(
                "channel.added",
                AuditDetails.Of(("channel", name.Value), ("account", account.Id)),
                CancellationToken.None
            );
            return new ConnectChannelResponse(
                name.Value,
                plan.Kind.Title,
                account.Id,
                account.Name,
                account.Link?.AbsoluteUri,
                Notes()
            );
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forgets one and its secrets; false where there is none.</summary>
    /// <exception cref="ConnectionRefusedException">config.yaml cannot be edited.</exception>
    public async Task<bool> RemoveAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!files.Config.Current.Channels.ContainsKey(channel))
            {
                return false;
            }

            Edit(text => ConfigEditor.RemoveChannel(text, channel));
            foreach (var setting in SecretsOf(channel))
            {
                secrets.Remove(ChannelConfig.SecretName(channel, setting.Key));
            }

            _accounts.TryRemove(channel, out _);
            Changed?.Invoke(channel);
            await audit.AppendAsync(
                "channel.removed",
                AuditDetails.Of(("channel", channel.Value)),
                CancellationToken.None
            );
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private ChannelPlan PlanOf(ConnectChannelRequest request, ChannelConfig? before)
    {
        var (plan, refusal) = ChannelPlan.Of(
            request,
            options.ChannelKinds,
            before,
            key => secrets.Find(ChannelConfig.SecretName(new ChannelName(request.Name), key)) is not null
        );
        if (plan is null)
        {
            throw new ConnectionRefusedException(
                ChannelProbe.Clean(refusal ?? "The request cannot be understood.", request.Secrets?.Values ?? [])
            );
        }

        return request.Agent is { } agent && agents.List().All(a => a.Name != new AgentName(agent))
            ? throw new ConnectionRefusedException("There is no such agent. See: meshclaw agents list")
            : plan;
    }

    private StagedSecrets Stage(ChannelPlan plan)
    {
        var staged = new StagedSecrets(secrets);
        foreach (var setting in plan.Kind.Settings.Where(s => s.IsSecret))
        {
            var name = ChannelConfig.SecretName(plan.Config.Name, setting.Key);
            if (plan.Secrets.TryGetValue(setting.Key, out var value))
            {
                staged.Put(name, new Secret(value));
            }
            else if (plan.ForgetsOthers)
            {
                staged.Remove(name); // A secret goes to the place only that it was given for.
            }
        }

        return staged;
    }

    // What a refusal of the configuration leaves is what was there before.
    private void Keep(ChannelPlan plan, StagedSecrets staged, bool notify)
    {
        var name = plan.Config.Name;
        var before = SecretsOf(name)
            .Where(s => plan.ForgetsOthers || plan.Secrets.ContainsKey(s.Key))
            .Select(s => ChannelConfig.SecretName(name, s.Key))
            .Select(n => (Name: n, Secret: FindReadable(n)))
            .ToList();
        var isKept = false;
        try
        {
            staged.Commit();
            Edit(text =>
            {
                var edit = ConfigEditor.SetChannel(text, plan.Config);
                return notify && edit.Text is { } set ? ConfigEditor.SetNotify(set, name) : edit;
            });
            isKept = true;
        }
        finally
        {
            foreach (var (secret, value) in isKept ? [] : before)
            {
                if (value is null)
                {
                    secrets.Remove(secret);
                }
                else
                {
                    secrets.Put(secret, value);
                }
            }
        }
    }

    private void Edit(Func<string, Core.Files.FileEdit> edit)
    {
        if (files.EditConfig(edit) is { } refusal)
        {
            throw new ConnectionRefusedException(refusal);
        }
    }

    // One that cannot be decrypted any more is mended by giving it again.
    private Secret? FindReadable(string name)
    {
        try
        {
            return secrets.Find(name);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private string? MissingOf(ChannelName channel)
    {
        try
        {
            var missing = SecretsOf(channel)
                .Where(s => s.IsRequired && secrets.Find(ChannelConfig.SecretName(channel, s.Key)) is null)
                .Select(s => s.Key)
                .ToList();
            return missing.Count == 0
                ? null
                : $"No {string.Join(" and no ", missing)} is kept. Give it: meshclaw connect {channel}";
        }
        catch (InvalidDataException broken)
        {
            return broken.Message;
        }
    }

    private ImmutableArray<string> Notes() =>
        files.Config.Current.Notify is null
            ?
            [
                "What is no answer (approvals of scheduled runs) goes to every paired account: \"notify\" in config.yaml names one channel for it.",
            ]
            : [];

    private IEnumerable<ChannelSetting> SecretsOf(ChannelName channel) =>
        KindOf(channel)?.Settings.Where(s => s.IsSecret) ?? [];

    private ChannelKind? KindOf(ChannelName channel) =>
        options.ChannelKinds.FirstOrDefault(k => k.Name == channel.Kind);
}
