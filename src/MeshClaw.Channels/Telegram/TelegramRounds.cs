using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Telegram;

/// <summary>Listening as rounds without end: what fails is told, and tried again after a wait that grows.</summary>
internal static class TelegramRounds
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    /// <summary>Ends only when it is cancelled, or with <see cref="ChannelFault.Refused"/>.</summary>
    /// <param name="parts">Clock, jitter and log.</param>
    /// <param name="inbox">Who is told how it stands.</param>
    /// <param name="roundAsync">One round; whether the one before it was well is given, so that it connects where it was not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(
        ChannelParts parts,
        IChannelInbox inbox,
        Func<bool, CancellationToken, Task> roundAsync,
        CancellationToken cancellationToken
    )
    {
        var isWell = false;
        var failures = 0;
        while (true)
        {
            try
            {
                await roundAsync(isWell, cancellationToken);
                if (!isWell)
                {
                    (isWell, failures) = (true, 0);
                    inbox.Tell(parts.Name, null);
                    TelegramLog.Hears(parts.Log, parts.Name);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (ChannelException refused) when (refused.Fault == ChannelFault.Refused)
            {
                inbox.Tell(parts.Name, refused.Message);
                throw;
            }
            catch (ChannelException trouble)
            {
                isWell = false;
                var wait = Wait(parts, failures++, trouble.RetryAfter);
                inbox.Tell(parts.Name, trouble.Message);
                TelegramLog.Deaf(parts.Log, parts.Name, trouble.Message, wait);
                await Task.Delay(wait, parts.Time, cancellationToken);
            }
            catch (Exception failure) // The inbox did not store what came, and says itself why. Telegram still has it.
            {
                isWell = false;
                var wait = Wait(parts, failures++, null);
                TelegramLog.NotStored(parts.Log, parts.Name, wait, failure);
                await Task.Delay(wait, parts.Time, cancellationToken);
            }
        }
    }

    // 1 s, 2 s, 4 s … 1 min, half of it by chance, so that not all who lost the network come back at once.
    private static TimeSpan Wait(ChannelParts parts, int failures, TimeSpan? asked)
    {
        var most = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures), s_longest.TotalSeconds));
        var wait = most * (0.5 + parts.Jitter() / 2);
        return asked > wait ? asked.Value : wait;
    }
}
