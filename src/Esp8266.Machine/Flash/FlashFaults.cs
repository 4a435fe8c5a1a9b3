namespace Esp8266.Flash;

/// <summary>A power loss that waits for one operation of a flash chip.</summary>
/// <param name="Operation">The number of the operation it strikes, as <see cref="FlashChip.Operations"/>
/// counts: the next one is that plus 1.</param>
/// <param name="Tear">What the operation leaves behind.</param>
/// <param name="Seed">Chooses among the states the model allows; the same seed gives the same state.</param>
public sealed record FlashFaults(long Operation, TearModel Tear, ulong Seed = 0);
