namespace Microsoft.Build.Framework;

/// <summary>Marks a task that keeps no state in its process, so it can run in parallel with others.</summary>
/// <remarks>MSBuild 18 finds it by name. We declare it because older versions, which we
/// support too, lack it.</remarks>
[AttributeUsage(AttributeTargets.Class)]
sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
