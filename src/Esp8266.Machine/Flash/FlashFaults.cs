namespace Esp8266.Flash;

/// <summary>A power loss that is scheduled for one operation of a flash chip.</summary>
/// <param name="Operation">The number of the operation that loses power. The next operation is
/// <see cref="FlashChip.Operations"/> + 1.</param>
/// <param name="Tear">The state in which the operation leaves the cells.</param>
/// <param name="Seed">Selects one of the states that the model allows. The same seed
/// gives the same state.</param>
public sealed record FlashFaults(long Operation, TearModel Tear, ulong Seed = 0);
