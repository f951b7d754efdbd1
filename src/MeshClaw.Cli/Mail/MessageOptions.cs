using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;

namespace MeshClaw.Cli.Mail;

/// <summary>The options that make a message, the same for sending and for keeping it.</summary>
internal sealed class MessageOptions
{
    private const long MostBytes = 25 * 1024 * 1024;

    private readonly Option<string> _from = new("--from")
    {
        Description = "The account that it is sent from.",
        HelpName = "CONNECTION",
        Required = true,
    };
    private readonly Option<string[]> _to = Recipients("--to", "Who gets it: an address, or a name of your contacts.");
    private readonly Option<string[]> _cc = Recipients("--cc", "Who gets a copy.");
    private readonly Option<string[]> _bcc = Recipients("--bcc", "Who gets a copy that no other recipient sees.");
    private readonly Option<string?> _subject = new("--subject") { Description = "The subject.", HelpName = "TEXT" };
    private readonly Option<string?> _body = new("--body") { Description = "The text.", HelpName = "TEXT" };
    private readonly Option<string?> _bodyFile = new("--body-file")
    {
        Description = "Take the text from a file. Without --body and this: from standard input.",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _attach = new("--attach")
    {
        Description = "Attach a file; it is copied into the home's folder \"outgoing\".",
        HelpName = "FILE",
    };
    private readonly Option<string?> _reply = new("--reply")
    {
        Description = "Answer this message, as in: INBOX/812",
        HelpName = "FOLDER/ID",
    };
    private readonly Option<string?> _forward = new("--forward")
    {
        Description = "Pass this message on.",
        HelpName = "FOLDER/ID",
    };
    private readonly Option<bool> _all = new("--reply-all") { Description = "With --reply: answer everybody." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (
            var option in new Option[]
            {
                _from,
                _to,
                _cc,
                _bcc,
                _subject,
                _body,
                _bodyFile,
                _attach,
                _reply,
                _all,
                _forward,
            }
        )
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_body) is not null && result.GetValue(_bodyFile) is not null)
            {
                result.AddError("Give --body or --body-file, not both.");
            }

            if (result.GetValue(_reply) is not null && result.GetValue(_forward) is not null)
            {
                result.AddError("Give --reply or --forward, not both.");
            }

            if (result.GetValue(_all) && result.GetValue(_reply) is null)
            {
                result.AddError("--reply-all needs --reply FOLDER/ID.");
            }
        });
    }

    /// <summary>The account.</summary>
    public string From(CommandScope scope) => scope.Arguments.GetRequiredValue(_from);

    /// <summary>The arguments of <c>mail.send</c>. Copies what is attached into the home.</summary>
    /// <exception cref="CommandFailedException">A file cannot be read, or no text was given.</exception>
    public async Task<JsonObject> ReadAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var arguments = scope.Arguments;
        var message = new JsonObject();
        Add("to", arguments.GetValue(_to));
        Add("cc", arguments.GetValue(_cc));
        Add("bcc", arguments.GetValue(_bcc));
        if (arguments.GetValue(_subject) is { } subject)
        {
            message["subject"] = subject;
        }

        message["body"] = await BodyAsync(scope, cancellationToken).ConfigureAwait(false);
        if ((arguments.GetValue(_reply) ?? arguments.GetValue(_forward)) is { } place)
        {
            message["mode"] =
                arguments.GetValue(_forward) is not null ? "forward"
                : arguments.GetValue(_all) ? "reply-all"
                : "reply";
            var slash = place.LastIndexOf('/');
            message["folder"] = slash > 0 ? place[..slash] : "INBOX";
            message["id"] = place[(slash + 1)..];
        }

        if (arguments.GetValue(_attach) is { Length: > 0 } files)
        {
            var attached = new JsonArray();
            foreach (var file in files)
            {
                attached.Add(await StageAsync(scope.Home, file, cancellationToken).ConfigureAwait(false));
            }

            message["attachments"] = attached;
        }

        return message;

        void Add(string name, string[]? values)
        {
            if (values is { Length: > 0 })
            {
                message[name] = new JsonArray([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);
            }
        }
    }

    private async Task<string> BodyAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        if (scope.Arguments.GetValue(_body) is { } text)
        {
            return text;
        }

        if (scope.Arguments.GetValue(_bodyFile) is { } file)
        {
            return System.Text.Encoding.UTF8.GetString(await BytesAsync(file, cancellationToken).ConfigureAwait(false));
        }

        return scope.Screen.Traits.InputIsTerminal
            ? throw new CommandFailedException(
                "usage",
                "The message has no text.",
                "Give --body TEXT or --body-file FILE."
            )
            : await scope.Screen.ReadAllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies a file to where the gateway may take it from, and names it with its hash: what is sent is what was meant.</summary>
    private static async Task<JsonObject> StageAsync(string home, string file, CancellationToken cancellationToken)
    {
        var bytes = await BytesAsync(file, cancellationToken).ConfigureAwait(false);
        var folder = Path.Join(home, "outgoing");
        Directory.CreateDirectory(folder);
        var (stem, ending) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file));
        for (var i = 1; ; i++)
        {
            var name = i == 1 ? Path.GetFileName(file) : $"{stem} ({i}){ending}";
            var path = Path.Join(folder, name);
            if (!File.Exists(path))
            {
                await File.WriteAllBytesAsync(path, bytes, cancellationToken).ConfigureAwait(false);
            }
            else if (!await IsSameAsync(path, bytes, cancellationToken).ConfigureAwait(false))
            {
                continue; // Another file of that name, which another message may still need.
            }

            return new JsonObject { ["path"] = name, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        }
    }

    private static async Task<bool> IsSameAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        var there = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return there.AsSpan().SequenceEqual(bytes);
    }

    private static async Task<byte[]> BytesAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(file).Length <= MostBytes
                ? await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false)
                : throw new CommandFailedException("invalid", $"{file} is larger than 25 MB.", "Share it another way.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                "invalid",
                $"{file} cannot be read.",
                "Name a file that you may read.",
                unreadable
            );
        }
    }

    private static Option<string[]> Recipients(string name, string description) =>
        new(name) { Description = description, HelpName = "WHO" };
}
