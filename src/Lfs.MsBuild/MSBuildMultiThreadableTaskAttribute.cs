namespace Microsoft.Build.Framework;

/// <summary>Says that a task keeps no state in its process, so that it may run beside others.</summary>
/// <remarks>MSBuild 18 looks for it by name; older ones, which we serve as well, do not have it.</remarks>
[AttributeUsage(AttributeTargets.Class)]
sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
