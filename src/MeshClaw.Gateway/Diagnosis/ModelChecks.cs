using MeshClaw.Core.Models;
using MeshClaw.Core.Usage;
using MeshClaw.Models.Chat;

namespace MeshClaw.Gateway.Diagnosis;

/// <summary>Asks every model's provider what it has. Has no model answer: that would cost.</summary>
internal static class ModelChecks
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(
        GatewayOptions options,
        GatewayServices services,
        Findings findings,
        CancellationToken cancellationToken
    )
    {
        var probe = new ModelProbe(options.Time);
        foreach (var model in services.Files.Config.Current.Models)
        {
            if (services.Models.Prices.PriceOf(model.Traits).Source == PriceSource.Unknown)
            {
                findings.Warn(
                    $"price of {model.Name}",
                    $"Nobody knows what {model.Model} costs, so its tokens count and no budget of dollars can hold it.",
                    "Say it in config.yaml, in dollars for a million tokens: price: {input: 0.25, output: 2}"
                );
            }

            var area = $"model {model.Name}";
            using var limit = new CancellationTokenSource(s_patience, options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                var key = services.Secrets.Find(ModelConfig.KeyName(model.Name));
                var found = await probe.LookAsync(model, key, either.Token);
                if (found.Models is null)
                {
                    findings.Ok(
                        area,
                        $"{model.Endpoint.Host} answers. It lists no models, so {model.Model} was not looked for."
                    );
                }
                else if (found.Models.Contains(model.Model, StringComparer.Ordinal))
                {
                    findings.Ok(area, $"{model.Endpoint.Host} answers, and has {model.Model}.");
                }
                else
                {
                    findings.Warn(
                        area,
                        $"{model.Endpoint.Host} answers, and does not list {model.Model}. Some models are served without.",
                        $"If it does not work, connect another: meshclaw connect {model.Name}"
                    );
                }
            }
            catch (Exception e) when (e is ModelCallException or InvalidDataException)
            {
                findings.Error(area, e.Message, $"Then connect it again: meshclaw connect {model.Name}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                findings.Warn(
                    area,
                    "It did not answer within 20 seconds.",
                    "Look at the network, then again: meshclaw doctor"
                );
            }
        }
    }
}
