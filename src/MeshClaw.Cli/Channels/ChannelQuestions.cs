using System.Globalization;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Channels;

/// <summary>Asks for what a channel needs and was not given; where nobody can answer, says what is missing and how to give it.</summary>
/// <param name="scope">Where to ask.</param>
/// <param name="kind">What it needs.</param>
/// <param name="isKnown">Whether the channel is connected already, so that what is left out stays as it is.</param>
internal sealed class ChannelQuestions(CommandScope scope, ChannelKindResponse kind, bool isKnown)
{
    /// <summary>What is no secret, by key.</summary>
    public required Dictionary<string, string> Settings { get; init; }

    /// <summary>Secrets, by key.</summary>
    public required Dictionary<string, string> Secrets { get; init; }

    private List<ChannelSettingResponse> Open =>
        [.. kind.Settings.Where(s => !Settings.ContainsKey(s.Key) && !Secrets.ContainsKey(s.Key))];

    /// <summary>Fills in what is open.</summary>
    /// <exception cref="CommandFailedException">Something is missing, and nobody can or will say it.</exception>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        var open = Open;
        var missing = open.Where(s => s.Required && !isKnown).ToList();
        if (!scope.Interactive)
        {
            Refuse(missing);
            return;
        }

        if (open.Count > 0)
        {
            WriteSteps();
        }

        foreach (var setting in open)
        {
            if (await AskOneAsync(setting, cancellationToken).ConfigureAwait(false) is { Length: > 0 } value)
            {
                (setting.Secret ? Secrets : Settings)[setting.Key] = value;
            }
        }
    }

    private async Task<string> AskOneAsync(ChannelSettingResponse setting, CancellationToken cancellationToken)
    {
        var rest =
            isKnown ? " (Enter: as it is)"
            : setting.Required ? ""
            : " (Enter: none)";
        var prompt = $"{Sanitize.Line(setting.Question).TrimEnd('.', ':', ' ')}{rest}: ";
        while (true)
        {
            string? value;
            if (setting.Secret)
            {
                value = await scope.Screen.ReadHiddenAsync(prompt, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                scope.Screen.Error.Write(prompt);
                value = await scope.Screen.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            }

            if (value is null)
            {
                throw new CommandFailedException("interrupted", "You gave no answer.", "Nothing was stored.");
            }

            if (value.Trim() is var answer && (answer.Length > 0 || !setting.Required || isKnown))
            {
                return answer;
            }

            scope.Screen.Error.WriteLine("It cannot do without.");
        }
    }

    private void Refuse(List<ChannelSettingResponse> missing)
    {
        if (missing.Count == 0)
        {
            return;
        }

        WriteSteps();
        var ways = missing.Select(s => s.Secret ? $"--secret-stdin {s.Key}" : $"--set {s.Key}=VALUE").ToList();
        var several = missing.Count(s => s.Secret) > 1 ? " Several secrets at once: --secrets-stdin." : "";
        throw new CommandFailedException(
            "usage",
            $"There is nobody to ask for: {string.Join(", ", missing.Select(s => s.Key))}.",
            $"Give {string.Join(" and ", ways)}.{several} Nothing was stored."
        );
    }

    // On standard error: what a script reads is the result alone.
    private void WriteSteps()
    {
        var error = scope.Screen.Error;
        for (var i = 0; i < kind.Steps.Count; i++)
        {
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {Sanitize.Line(kind.Steps[i])}"));
        }

        if (kind.Steps.Count > 0)
        {
            error.WriteLine();
        }
    }
}
