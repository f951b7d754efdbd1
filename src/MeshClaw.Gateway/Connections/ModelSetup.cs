using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Audit;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;
using MeshClaw.Core.Usage;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Features;
using MeshClaw.Models.Chat;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// Makes and removes models. Tries one before anything of it is stored; then its key, then the configuration, so that what a crash
/// leaves is never a model without its key.
/// </summary>
internal sealed class ModelSetup(
    GatewayOptions options,
    LiveFiles files,
    ISecretStore secrets,
    GatewayModels models,
    IAuditLog audit
) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Tries and keeps a model.</summary>
    /// <exception cref="ConnectionRefusedException">The request or the configuration does not allow it.</exception>
    /// <exception cref="ModelCallException">It does not work; the message says why.</exception>
    public async Task<ModelConnectResponse> AddAsync(ModelConnectRequest request, CancellationToken cancellationToken)
    {
        var (plan, refusal) = ModelPlan.Of(request);
        if (plan is null)
        {
            throw new ConnectionRefusedException(refusal ?? "The request cannot be understood.");
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            var before = files.Config.Current.Models.FirstOrDefault(m => m.Name == plan.Name);
            var name = ModelConfig.KeyName(plan.Name);
            // A key goes to the place only that it was given for.
            var key =
                request.ApiKey is { } given ? new Secret(given)
                : before?.Endpoint == plan.Endpoint ? secrets.Find(name)
                : null;
            plan = Keeping(plan, before);
            var found = await new ModelProbe(options.Time).TryAsync(plan, key, cancellationToken);
            if (key is null)
            {
                secrets.Remove(name);
            }
            else
            {
                secrets.Put(name, key);
            }

            Edit(text => ConfigEditor.SetModel(text, plan));
            var config = files.Config.Current;
            if (config.HasModelChain && !config.ModelChain.Contains(plan.Name))
            {
                Edit(text => ConfigEditor.SetModelChain(text, config.ModelChain.Add(plan.Name)));
            }

            models.Forget(plan.Name);
            MakeAssistant();
            var details = AuditDetails.Of(
                ("connection", plan.Name.Value),
                ("where", plan.Endpoint.AbsoluteUri),
                ("model", plan.Model)
            );
            await audit.AppendAsync("connection.added", details, CancellationToken.None);
            return new ModelConnectResponse(
                plan.Name.Value,
                plan.Model,
                found.Models,
                Math.Round(found.Answered?.TotalMilliseconds ?? 0),
                Notes(plan, found)
            );
        }
        finally
        {
            _turn.Release();
        }
    }

    // The agent that the owner talks with comes with the first model; its file is theirs from then on.
    private void MakeAssistant()
    {
        var folder = Path.Join(options.Home.AgentsFolder, AgentTemplates.AssistantName);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            var connections = files
                .Config.Current.Connections.Keys.OrderBy(c => c.Value, StringComparer.Ordinal)
                .ToList();
            AtomicFile.Write(Path.Join(folder, "AGENT.md"), AgentTemplates.Assistant(connections));
        }
    }

    /// <summary>Forgets a model and its key; false where there is none.</summary>
    /// <exception cref="ConnectionRefusedException">config.yaml cannot be edited.</exception>
    public async Task<bool> RemoveAsync(ConnectionName model, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var config = files.Config.Current;
            if (config.Models.All(m => m.Name != model))
            {
                return false;
            }

            if (config.HasModelChain && config.ModelChain.Contains(model))
            {
                Edit(text => ConfigEditor.SetModelChain(text, config.ModelChain.Remove(model)));
            }

            Edit(text => ConfigEditor.RemoveConnection(text, model));
            models.Forget(model);
            secrets.Remove(ModelConfig.KeyName(model));
            var details = AuditDetails.Of(("connection", model.Value));
            await audit.AppendAsync("connection.removed", details, CancellationToken.None);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private void Edit(Func<string, FileEdit> edit)
    {
        if (files.EditConfig(edit) is { } refusal)
        {
            throw new ConnectionRefusedException(refusal);
        }
    }

    // What the owner wrote into config.yaml of the same model, and no request says.
    private static ModelConfig Keeping(ModelConfig plan, ModelConfig? before) =>
        before is not null && before.Endpoint == plan.Endpoint && before.Model == plan.Model
            ? plan with
            {
                ContextWindow = before.ContextWindow,
                Price = plan.Local ? null : before.Price,
                Tools = before.Tools,
                Images = before.Images,
            }
            : plan;

    private ImmutableArray<string> Notes(ModelConfig plan, ModelProbeResult found)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (found.Models is { Count: > 0 } listed && !listed.Contains(plan.Model, StringComparer.Ordinal))
        {
            notes.Add($"{plan.Model} is not in the list of its provider's models, and answers all the same.");
        }

        if (!plan.Local && plan.Endpoint.IsLoopback)
        {
            notes.Add("Where it runs on this machine itself, and costs nothing, connect it with --local.");
        }

        if (models.Prices.PriceOf(plan.Traits).Source == PriceSource.Unknown)
        {
            notes.Add(
                $"What {plan.Model} costs is not known, so its tokens count and no budget of dollars can hold it. Where you know it, say it in config.yaml, in "
                    + "dollars for a million tokens: price: {input: 0.25, output: 2}"
            );
        }

        if (plan.Endpoint.Scheme == "http" && plan.Insecure)
        {
            notes.Add("The way to it is not encrypted: others on it can read your mail and the key.");
        }

        var chain = files.Config.Current.ModelChain;
        if (chain.Length > 1)
        {
            notes.Add(
                $"Models are asked in this order: {string.Join(", ", chain)}. \"models\" in config.yaml changes it."
            );
        }

        return notes.ToImmutable();
    }
}
