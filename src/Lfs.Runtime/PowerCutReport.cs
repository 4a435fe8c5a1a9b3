using System.Globalization;
using System.Text;
using Esp8266.Flash;

namespace Lfs.Runtime;

/// <summary>A power failure: the operation, and how it was cut short.</summary>
/// <param name="Operation">The number of the operation, from 1, counted from the begin of the update, or of
/// the boot if <paramref name="First"/> is given.</param>
/// <param name="At">The first byte of the call that was cut.</param>
/// <param name="IsErase">True for the erase of a sector, false for programming.</param>
/// <param name="Tear">The way in which it was cut.</param>
/// <param name="Seed">The seed of a random way.</param>
/// <param name="First">The failure before the boot in which this one is; null if it is in the update.</param>
public sealed record PowerCutCase(
    long Operation, FlashOffset At, bool IsErase, TearModel Tear, ulong Seed, PowerCutCase? First)
{
    /// <summary>What was cut, in words.</summary>
    public override string ToString()
    {
        string what = IsErase ? "erase" : "program";
        string here = string.Create(
            CultureInfo.InvariantCulture, $"operation {Operation} ({what} at {At}), {Tear} with seed {Seed}");
        return First is null ? here : $"{First}; then in the boot {here}";
    }
}

/// <summary>What a device did after each of many power failures.</summary>
public sealed class PowerCutReport
{
    readonly Dictionary<string, (long Count, PowerCutCase First)> _outcomes = [];

    internal PowerCutReport()
    {
    }

    /// <summary>The number of flash operations of the update.</summary>
    public long Operations { get; private set; }

    /// <summary>The outcome of the update without a failure.</summary>
    public string Uncut { get; private set; } = "";

    /// <summary>The number of different states of the flash from which the device has booted.</summary>
    public long DistinctStates { get; private set; }

    /// <summary>The outcomes, with the number of states that lead to each.</summary>
    public IReadOnlyDictionary<string, long> Outcomes =>
        _outcomes.ToDictionary(outcome => outcome.Key, outcome => outcome.Value.Count);

    /// <summary>The first failure that had an outcome.</summary>
    /// <exception cref="ArgumentException">None had it.</exception>
    public PowerCutCase FirstOf(string outcome) =>
        _outcomes.TryGetValue(outcome, out (long Count, PowerCutCase First) found) ? found.First
            : throw new ArgumentException($"No power failure had the outcome '{outcome}'.", nameof(outcome));

    /// <summary>Throws unless every failure had one of some outcomes.</summary>
    /// <exception cref="InvalidOperationException">One had another outcome. The message says which failure,
    /// and lists all outcomes.</exception>
    public void RequireOnly(params string[] outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        foreach ((string outcome, (long _, PowerCutCase first)) in _outcomes)
        {
            if (!outcomes.Contains(outcome))
            {
                throw new InvalidOperationException(
                    $"After a power failure at {first} the device had the outcome '{outcome}'.\n{this}");
            }
        }
    }

    /// <summary>A table of the outcomes.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"{Operations} operations, {DistinctStates} distinct states; without a failure: {Uncut}\n");
        foreach ((string outcome, (long count, PowerCutCase first)) in _outcomes.OrderBy(
            outcome => outcome.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{count,9}  {outcome}  (first: {first})\n");
        }
        return text.ToString();
    }

    internal void Begin(long operations, string uncut) => (Operations, Uncut) = (operations, uncut);

    internal void Add(PowerCutCase cut, string outcome)
    {
        DistinctStates++;
        _outcomes.TryGetValue(outcome, out (long Count, PowerCutCase First) known);
        _outcomes[outcome] = (known.Count + 1, known.First ?? cut);
    }
}
