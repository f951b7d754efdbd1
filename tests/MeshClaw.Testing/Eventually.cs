using System.Runtime.CompilerServices;

namespace MeshClaw.Testing;

/// <summary>Waits for what comes about by itself, in a background service or on a server; a test that waits in vain fails and says for what.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Waits until <paramref name="holds"/>.</summary>
    public static Task HoldsAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        GivesAsync(() => Task.FromResult(holds()), yes => yes, what);

    /// <summary>Waits until <paramref name="holds"/>.</summary>
    public static Task HoldsAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        GivesAsync(holds, yes => yes, what);

    /// <summary>Looks again and again until what it sees is what is waited for, and gives that.</summary>
    public static async Task<T> GivesAsync<T>(
        Func<Task<T>> look,
        Func<T, bool> isWanted,
        [CallerArgumentExpression(nameof(isWanted))] string what = ""
    )
    {
        var began = TimeProvider.System.GetTimestamp();
        var looks = 0;
        while (true)
        {
            var seen = await look();
            if (isWanted(seen))
            {
                return seen;
            }

            if (TimeProvider.System.GetElapsedTime(began) > s_patience)
            {
                throw new TimeoutException($"Within {s_patience.TotalSeconds:0} s this did not come about: {what}");
            }

            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            // At first at once, since most comes soon; then it leaves the processor to what it waits for.
            if (looks++ < 20)
            {
                await Task.Yield();
            }
            else
            {
                await Task.Delay(s_pause, TimeProvider.System);
            }
        }
    }
}
