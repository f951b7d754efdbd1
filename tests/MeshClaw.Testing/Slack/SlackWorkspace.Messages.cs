using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <content>Messages.</content>
public sealed partial class SlackWorkspace
{
    /// <summary>Somebody types something into Slack: it is escaped, and its emoji become names, as Slack does it.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="user">Who.</param>
    /// <param name="typed">What.</param>
    /// <param name="thread">The thread; null for none.</param>
    /// <param name="mentions">Who is mentioned before it; null for nobody.</param>
    /// <param name="file">A file with it.</param>
    public SlackPost Type(
        string conversation,
        string user,
        string typed,
        string? thread = null,
        string? mentions = null,
        SlackStoredFile? file = null
    )
    {
        lock (Lock)
        {
            var (text, block) = SlackTyping.Write(typed, mentions);
            var said = new JsonObject { ["text"] = text, ["blocks"] = new JsonArray(block) };
            if (file is not null)
            {
                said["subtype"] = "file_share";
                said["files"] = new JsonArray(Wire(file));
                said["upload"] = true;
            }

            return Post(conversation, user, said, thread);
        }
    }

    /// <summary>Adds a message and tells of it; <paramref name="said"/> has what it says.</summary>
    public SlackPost Post(string conversation, string user, JsonObject said, string? thread)
    {
        var where = Conversations[conversation];
        var by = Users[user];
        said["type"] = "message";
        said["user"] = user;
        said["team"] = by.Team;
        said["ts"] = NextTs();
        if (thread is not null)
        {
            said["thread_ts"] = thread;
            said["parent_user_id"] = where.Posts.FirstOrDefault(p => p.Ts == thread)?.User;
        }

        if (by.BotId is not null)
        {
            said["bot_id"] = by.BotId;
            said["app_id"] = App;
        }

        var post = new SlackPost(said);
        where.Posts.Add(post);
        var told = (JsonObject)said.DeepClone();
        told.Remove("metadata"); // Only those who subscribe to it, and the history where it is asked for, get it.
        Tell(where, told);
        return post;
    }

    /// <summary>Somebody changes their message.</summary>
    public void Retype(string conversation, string ts, string typed)
    {
        lock (Lock)
        {
            var post = Find(conversation, ts) ?? throw new InvalidOperationException("There is no such message.");
            var mentioned = SlackTyping.LeadingMention((string)post.Wire["text"]!);
            var (text, block) = SlackTyping.Write(typed, mentioned);
            Change(conversation, post, new JsonObject { ["text"] = text, ["blocks"] = new JsonArray(block) });
        }
    }

    /// <summary>Puts other properties into a message and tells of it; one that is changed by blocks is not marked (docs.slack.dev/reference/methods/chat.update).</summary>
    public void Change(string conversation, SlackPost post, JsonObject to, bool isMarked = true)
    {
        var before = post.Wire.DeepClone();
        foreach (var (name, value) in to)
        {
            post.Wire[name] = value?.DeepClone();
        }

        if (isMarked)
        {
            post.Wire["edited"] = new JsonObject { ["user"] = post.User, ["ts"] = NextTs() };
        }

        post.Edits++;
        TellChange(conversation, post, before);
    }

    /// <summary>Slack finds a preview: the message "changes", and nobody's words with it.</summary>
    public void Unfurl(string conversation, string ts)
    {
        lock (Lock)
        {
            var post = Find(conversation, ts)!;
            var before = post.Wire.DeepClone();
            post.Wire["attachments"] = new JsonArray(new JsonObject { ["title"] = "A page", ["id"] = 1 });
            TellChange(conversation, post, before);
        }
    }

    /// <summary>A file as the API shows it.</summary>
    public JsonObject Wire(SlackStoredFile file) =>
        new()
        {
            ["id"] = file.Id,
            ["name"] = file.Name,
            ["title"] = file.Title,
            ["mimetype"] = file.Mimetype,
            ["user"] = file.User,
            ["mode"] = "hosted",
            ["is_external"] = false,
            ["size"] = file.Content?.Length ?? 0,
            ["url_private"] = FileRoot + file.Id,
            ["url_private_download"] = FileRoot + "download/" + file.Id,
        };

    /// <summary>Where files are; the server sets it.</summary>
    public string FileRoot { get; set; } = "https://files.slack.com/files-pri/";

    private void TellChange(string conversation, SlackPost post, JsonNode before)
    {
        var message = (JsonObject)post.Wire.DeepClone();
        message.Remove("metadata");
        Tell(
            Conversations[conversation],
            new JsonObject
            {
                ["type"] = "message",
                ["subtype"] = "message_changed",
                ["hidden"] = true,
                ["ts"] = NextTs(),
                ["message"] = message,
                ["previous_message"] = before,
            }
        );
    }
}
