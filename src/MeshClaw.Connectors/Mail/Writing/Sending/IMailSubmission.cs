using MailKit.Net.Smtp;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>Hands a message to the server that sends it.</summary>
internal interface IMailSubmission
{
    /// <summary>
    /// Sends to all recipients or to none, and takes Bcc out of the message before. Says before each step that it is about to be taken.
    /// </summary>
    /// <exception cref="Core.Connectors.ConnectorException">The server cannot be reached, refuses the login, or the line broke.</exception>
    Task<Submitted> SendAsync(
        MimeMessage message,
        string sender,
        IReadOnlyList<string> recipients,
        ISubmissionSteps steps,
        CancellationToken cancellationToken
    );
}

/// <summary>The steps of a submission; each must be on the disk when its method returns.</summary>
internal interface ISubmissionSteps
{
    /// <summary>Logged in.</summary>
    void Connected();

    /// <summary>The server waits for the message: from now on only it can tell whether it has it.</summary>
    void DataBegins();
}

/// <summary>What a server made of a message.</summary>
internal abstract record Submitted
{
    private Submitted() { }

    /// <summary>It has taken it for every recipient.</summary>
    /// <param name="Said">Its answer, one line.</param>
    public sealed record Accepted(string Said) : Submitted;

    /// <summary>It has not taken it for anybody.</summary>
    /// <param name="Why">One or two sentences for the owner.</param>
    /// <param name="Later">Whether it said to try again later.</param>
    public sealed record Refused(string Why, bool Later) : Submitted;
}

/// <summary>How an account logs in to the server that sends.</summary>
internal interface ISmtpLogin
{
    /// <summary>Logs in on a connection that is safe.</summary>
    Task LogInAsync(SmtpClient client, CancellationToken cancellationToken);
}
