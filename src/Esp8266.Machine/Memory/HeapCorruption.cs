namespace Esp8266.Memory;

/// <summary>The heap was misused, or its blocks were overwritten.</summary>
/// <param name="message">The invariant that is violated, and the address.</param>
public sealed class HeapCorruption(string message) : Exception(message);
